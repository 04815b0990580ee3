package main

import (
	cloudflare "github.com/cloudflare/cloudflare-go/v6"
)

func main() { _ = cloudflare.NewClient() }
