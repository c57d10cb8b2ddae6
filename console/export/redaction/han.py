"""Finds names that are written in Han characters, without spaces around them."""

import re
from collections.abc import Iterator

_HAN = r"[\u4e00-\u9fff]"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蔣葉蘇呂盧鍾陸賈"
)
_NAME = rf"[{_SURNAMES}]{_HAN}{{1,2}}"
_STATED = re.compile(
    rf"(?:我叫|名字(?:是|叫)|姓名(?:是|[:：])|本人|(?:联系|收件|收货)人(?:是|[:：])?) ?"
    rf"(?P<said>{_HAN}{{2,4}}?)(?=[^\u4e00-\u9fff]|$|的|我|电话|手机)"
    rf"|(?:我是|这里是) ?(?P<am>{_NAME})(?=[^\u4e00-\u9fff]|$)"
    rf"|(?P<titled>[{_SURNAMES}])(?=先生|女士|小姐|太太)"
)


def stated_han_names(text: str) -> Iterator[tuple[int, int]]:
    """Names that customers say, and surnames before a title."""
    for match in () if text.isascii() else _STATED.finditer(text):
        yield match.span(match.lastgroup or 0)
