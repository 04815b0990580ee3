package main

import "github.com/cloudflare/cloudflare-go/MAJOR/workers"

// Since v7 a placement is a union of its shapes.
func init() {
	shapes := []any{
		workers.VersionPlacementModeParam{},
		workers.VersionPlacementRegionParam{},
		workers.VersionPlacementHostnameParam{},
		workers.VersionPlacementHostParam{},
		workers.VersionPlacementObjectParam{},
	}
	members = append(shapes, members...)
}
