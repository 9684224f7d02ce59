package node

import (
	"fmt"
	"strings"
)

// A SettingDoc describes one setting to people.
type SettingDoc struct {
	Name    string // of the flag, without dashes
	Env     string
	Arg     string // what the value is
	Default string // the value, or in words how it comes about
	Fixed   bool   // Default is a value
	Help    string
}

// SettingDocs describes --config and then every setting, in the order of the
// table.
func SettingDocs() []SettingDoc {
	var docs []SettingDoc
	for _, row := range append([]setting{configRow}, table(new(Settings))...) {
		d := SettingDoc{Name: row.name, Env: row.env(), Arg: row.arg, Default: row.def, Fixed: true, Help: row.help}
		if row.def == "" {
			d.Default, d.Fixed = row.derived, false
		}
		docs = append(docs, d)
	}
	return docs
}

// EnvFile writes the settings in force as a file for --config. Settings that
// are off stand there as comments, and secrets without their value.
func (s Settings) EnvFile() string {
	var b strings.Builder
	for _, row := range table(&s) {
		text := row.value.show()
		if text != "" && row.secret {
			fmt.Fprintf(&b, "# %s is set and hidden\n", row.env())
			continue
		}
		if text == "" {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s=%s\n", row.env(), text)
	}
	return b.String()
}

// settingsMarkdown is the table of the README.
func settingsMarkdown() string {
	var b strings.Builder
	b.WriteString("| flag | environment | default | meaning |\n|---|---|---|---|\n")
	for _, d := range SettingDocs() {
		def := d.Default
		if d.Fixed {
			def = "`" + def + "`"
		}
		fmt.Fprintf(&b, "| `--%s %s` | `%s` | %s | %s |\n", d.Name, d.Arg, d.Env, def, d.Help)
	}
	return b.String()
}

// limitsMarkdown is the table of limits in docs/operations.md.
func limitsMarkdown() string {
	var b strings.Builder
	b.WriteString("| limit | default | meaning |\n|---|---|---|\n")
	for _, row := range limitTable(new(Limits)) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", row.name, row.shownDefault(), row.help)
	}
	return b.String()
}

func (row limit) shownDefault() string {
	if row.shown != "" {
		return row.shown
	}
	return fmt.Sprint(row.def)
}

// exampleFile is configs/kez-chat.env: every setting as a comment.
func exampleFile() string {
	var b strings.Builder
	b.WriteString("# Settings of kez-chat, for --config or systemd's EnvironmentFile.\n" +
		"# A flag wins over the environment, the environment over this file.\n")
	for _, d := range SettingDocs() {
		if d.Name == settingConfig {
			continue
		}
		fmt.Fprintf(&b, "\n# %s\n", d.Help)
		if d.Fixed {
			fmt.Fprintf(&b, "#%s=%s\n", d.Env, d.Default)
			continue
		}
		if d.Default != "" {
			fmt.Fprintf(&b, "# Default: %s.\n", d.Default)
		}
		fmt.Fprintf(&b, "#%s=\n", d.Env)
	}
	b.WriteString("\n# The limits, as NAME=VALUE with commas between, by their defaults:\n")
	for _, row := range limitTable(new(Limits)) {
		fmt.Fprintf(&b, "#   %s=%s: %s\n", row.name, row.shownDefault(), row.help)
	}
	return b.String()
}
