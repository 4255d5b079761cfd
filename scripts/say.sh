# Sourced by the other scripts: how they speak, how they find tools, how they fail.
# shellcheck shell=bash

# Rust's own installer puts cargo here, and a non-login shell may not have it on its PATH.
if [ -n "${HOME:-}" ] && [ -d "$HOME/.cargo/bin" ]; then
  PATH="$HOME/.cargo/bin:$PATH"
fi

# say TEXT: one line about what happens now.
say() { printf '\n==> %s\n' "$*" >&2; }

# note TEXT: a detail of the step.
note() { printf '    %s\n' "$*" >&2; }

# fail TEXT...: says why nothing more can be done, one line an argument, and stops.
fail() {
  printf '\n!!  %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf '    %s\n' "$line" >&2; done
  exit 1
}

# have COMMAND: whether a command is there.
have() { command -v "$1" >/dev/null 2>&1; }

# at_least WANTED FOUND: whether version FOUND is WANTED or newer.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# target_dir: where cargo puts what it builds.
target_dir() {
  cargo metadata --no-deps --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p'
}
