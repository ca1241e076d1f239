"""HX App: a ward office's yearly indicators, tasks and urban-civilisation checklist."""

NAME = "HX App"
VERSION = "0.1.0"
