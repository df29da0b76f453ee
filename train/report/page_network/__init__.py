"""`make report MODEL=page`: one page about the network that sees the page, for somebody who learns."""
