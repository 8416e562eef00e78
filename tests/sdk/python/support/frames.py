"""Patterns of whole frames as text: key order, null and empty conventions, time stamps (facts 2.4 to 2.6)."""

import re

ID = r"[A-Za-z0-9]{12}"
# RFC3339Nano of Go: up to nine digits, trailing zeros trimmed, no point when none is left.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z"


def message(request_id, attributes, content, user, sender_attributes="{}"):
    return (f'{{"Type":"MESSAGE","Id":"{ID}","RequestId":"{request_id}","Attributes":{re.escape(attributes)},'
            f'"Content":"{content}","SendTime":"{TIME}",'
            f'"Sender":{{"UserId":"{user}","Attributes":{re.escape(sender_attributes)}}}}}')


def event(request_id, name, attributes, id=ID):
    return (f'{{"Type":"EVENT","Id":"{id}","RequestId":"{request_id}","EventName":"{re.escape(name)}",'
            f'"Attributes":{re.escape(attributes)},"SendTime":"{TIME}"}}')


def error(request_id, code, text="[^\"]+"):
    return (f'{{"Type":"ERROR","Id":"[A-Za-z0-9]+","RequestId":"{request_id}","ErrorCode":{code},'
            f'"ErrorMessage":"{text}"}}')


def masked(text):
    """A frame without the parts that differ each time, so that frames with the same meaning are equal."""
    return re.sub(r'("(?:Id|SendTime)"):"[^"]*"', r"\1:*", text)
