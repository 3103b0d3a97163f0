# A Chromium for the browser tests: install Debian's where it is missing and we may, else say what to do.
for one in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v $one >/dev/null && exit 0
done
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq &&
    [ -n "$(apt-cache policy chromium 2>/dev/null | grep 'Candidate: [0-9]')" ]; then
    echo "Installing chromium for the browser tests …"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "No Chromium was found, so the browser tests are skipped (with CI set, they fail). Install it: sudo apt install chromium"
