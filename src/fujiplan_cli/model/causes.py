"""What the system says about a failed file operation, in words for the operator."""

from __future__ import annotations

import errno
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


def cause_words(error: OSError) -> str:
    """The cause in Japanese where it is a known one, else as the system says it."""
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)
