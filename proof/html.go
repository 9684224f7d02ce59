package proof

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// textOf is what a browser would show of a piece of HTML, roughly: the text
// without tags, scripts and styles, with a line for each paragraph and break.
// Text that a server hides in part, as the fediverse does with long links, is
// whole.
func textOf(source string) []byte {
	var text bytes.Buffer
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(maxFile)
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return text.Bytes() // the end, or a token longer than the text may be
		case html.TextToken:
			text.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "br", "p", "div", "li", "pre", "blockquote", "tr":
				text.WriteByte('\n')
			case "script", "style", "template", "title", "textarea", "noscript":
				if kind == html.StartTagToken {
					z.Next() // its content is one raw text
				}
			}
		}
	}
}
