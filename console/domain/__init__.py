"""The words of the field as types: facts, chats, issues. Pure: no input, no output, no clock."""
