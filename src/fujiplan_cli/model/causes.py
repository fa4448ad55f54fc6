"""What the system says about a failed file operation, in words for the operator."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

_CAUSES: Mapping[int, str] = {
    errno.ENOENT: "見つかりません",
    errno.EACCES: "権限がないか、ほかのソフトで開かれています",
    errno.EPERM: "権限がありません",
    errno.EROFS: "読取り専用の場所です",
    errno.EISDIR: "ファイルではなくフォルダーです",
    errno.ENOTDIR: "途中にフォルダーでないものがあります",
    errno.EEXIST: "同じ名前のものがあります",
    errno.ENOSPC: "空き容量が足りません",
    errno.EDQUOT: "割り当てられた容量を超えます",
    errno.EFBIG: "ファイルが大き過ぎます",
    errno.ENAMETOOLONG: "名前が長過ぎます",
    errno.ELOOP: "リンクがたどれません",
    errno.EIO: "ディスクの読み書きに失敗しました",
    errno.EBUSY: "使用中です",
    errno.ESTALE: "共有フォルダーとの接続が切れました",
    errno.ETIMEDOUT: "共有フォルダーから応答がありません",
    errno.EHOSTDOWN: "共有フォルダーのコンピューターから応答がありません",
    errno.ENETUNREACH: "ネットワークにつながっていません",
}
WINDOWS = os.name == "nt"
_IN_USE = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows."""
_WINDOWS_LONGEST = 259
"""MAX_PATH of Windows less its end mark, in UTF-16 units; only an administrator can lift it (ADR 0016)."""


def cause_words(error: OSError) -> str:
    """What the system says about a failure, in Japanese where it is a known one."""
    if getattr(error, "winerror", None) in _IN_USE:
        return "ほかのプログラムが開いています"
    if WINDOWS and isinstance(error.filename, str):
        units = len(os.path.abspath(error.filename).encode("utf-16-le", "surrogatepass")) // 2  # noqa: PTH100 - no Path
        if units > _WINDOWS_LONGEST:  # Windows itself says only that it does not find the file
            return f"場所と名前を合わせて{units}字あり、Windowsの{_WINDOWS_LONGEST}字を超えます"
        if isinstance(error, PermissionError):  # Windows says the same of a file that is open
            return "権限がないか、ほかのプログラムが開いています"
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)
