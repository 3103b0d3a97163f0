# Debian's Python comes without venv: install it where we may, else say so in one sentence.
version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python$version-venv …"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "python$version-venv" >/dev/null && exit 0
fi
echo "Python's venv module is missing. Install it, then try again: sudo apt install python$version-venv"
exit 1
