#!/bin/sh
# Only finds a Python and hands over to install.py.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in python3.13 python3.12 python3.11 python3; do
  if "$python" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)))' >/dev/null 2>&1; then
    exec "$python" -I "$here/install.py" "$@"
  fi
done
echo 'Python 3.11、3.12、3.13 のどれも見つかりません。お読みください.txt の「用意するもの」を確認してください。' >&2
exit 1
