"""The language models the coach can think with: a served one, an embedded one, a scripted one."""
