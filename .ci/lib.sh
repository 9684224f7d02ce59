# What test and lint share: say a heading, install what may be installed, and
# remember what had to be left out.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/kez-chat-ci.XXXXXX")
trap 'rm -rf "$work"' EXIT

passed=0
failed=0
skips=()

heading() { printf '\n== %s\n' "$*"; }
skip() { skips+=("$*"); printf 'SKIPPED: %s\n' "$*"; }

# debian_install installs packages where that is possible without asking.
debian_install() {
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >"$work/apt.log" 2>&1 ||
		{ tail -n 5 "$work/apt.log" 2>/dev/null; return 1; }
}

# node_ready says whether the browser app can be built and tested here.
node_ready() {
	command -v node >/dev/null && command -v npm >/dev/null || { skip_node "Node.js and npm are not installed"; return 1; }
	node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
		{ skip_node "Node.js is $(node --version), 20.19 or newer is needed"; return 1; }
	npm_packages || { skip_node "npm ci failed"; return 1; }
}
skip_node() { node_missing=$1; }

# npm_packages installs what the lock file says, once for each lock file.
npm_packages() {
	[ spa/node_modules/.package-lock.json -nt spa/package-lock.json ] && return
	heading "npm ci"
	(cd spa && npm ci --no-audit --no-fund </dev/null)
}

# find_browser prints the path of a browser, installing Debian's where it may.
find_browser() {
	local name
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
		[ -n "$name" ] && type -P "$name" && return
	done
	debian_install chromium fonts-noto-color-emoji >&2 && type -P chromium
}

# finish prints what was left out and, last, the numbers.
finish() {
	heading "summary"
	local line
	for line in "${skips[@]+"${skips[@]}"}"; do printf 'SKIPPED: %s\n' "$line"; done
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" = 0 ]
}
