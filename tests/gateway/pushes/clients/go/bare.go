// A client from Go's modules as it comes: prints each event, and the error that ends it.
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/tmaxmax/go-sse"
)

func main() {
	request, err := http.NewRequest(http.MethodGet, os.Args[1], nil)
	if err != nil {
		panic(err)
	}
	connection := sse.NewConnection(request)
	connection.SubscribeToAll(func(event sse.Event) { fmt.Println(event.Type, event.Data) })
	if err := connection.Connect(); err != nil {
		fmt.Println("over: raises", err)
	} else {
		fmt.Println("over: ended")
	}
}
