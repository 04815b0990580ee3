// The gate's adapter for cloudflare-go. Its parameters are typed structs that no JSON can be read into, so they are
// filled by reflection, field by field, as a caller's literal would fill them: the typed encoder does the rest.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	cloudflare "github.com/cloudflare/cloudflare-go/MAJOR"
	"github.com/cloudflare/cloudflare-go/MAJOR/option"
	"github.com/cloudflare/cloudflare-go/MAJOR/shared"
	"github.com/cloudflare/cloudflare-go/MAJOR/workers"
)

// What a parameter of an interface type may hold, tried in this order.
var members = []any{
	workers.VersionBindingParam{},
	workers.SingleStepMigrationParam{},
	workers.VersionMigrationsWorkersMultipleStepMigrationsParam{},
	shared.UnionBool(true),
	workers.VersionAssetsConfigRunWorkerFirstArrayParam{},
	workers.VersionPlacementParam{},
}

// A JSON number as the number that a caller would write.
func number(text json.Number) any {
	if whole, err := text.Int64(); err == nil {
		return whole
	}
	if whole, err := strconv.ParseUint(text.String(), 10, 64); err == nil {
		return whole
	}
	if !strings.ContainsAny(text.String(), ".eE") {
		return text
	}
	broken, _ := text.Float64()
	return broken
}

func plain(value any) any {
	switch value := value.(type) {
	case json.Number:
		return number(value)
	case []any:
		for i := range value {
			value[i] = plain(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = plain(value[key])
		}
	}
	return value
}

func tag(field reflect.StructField) string { return strings.Split(field.Tag.Get("json"), ",")[0] }

func setStruct(target reflect.Value, value any, at string) error {
	given, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s takes no %v", at, value)
	}
next:
	for key, inner := range given {
		for i := 0; i < target.NumField(); i++ {
			if tag(target.Type().Field(i)) == key {
				if err := set(target.Field(i), inner, at+"/"+key); err != nil {
					return err
				}
				continue next
			}
		}
		return fmt.Errorf("%s has no field %s", at, key)
	}
	return nil
}

func setInterface(target reflect.Value, value any, at string) (err error) {
	if target.NumMethod() == 0 {
		target.Set(reflect.ValueOf(plain(value)))
		return nil
	}
	err = fmt.Errorf("%s takes no %v", at, value)
	for _, member := range members {
		if made := reflect.New(reflect.TypeOf(member)).Elem(); made.Type().Implements(target.Type()) {
			if err = set(made, value, at); err == nil {
				target.Set(made)
				return nil
			}
		}
	}
	return err
}

func setSlice(target reflect.Value, value any, at string) error {
	given, ok := value.([]any)
	if !ok {
		return fmt.Errorf("%s takes no %v", at, value)
	}
	made := reflect.MakeSlice(target.Type(), len(given), len(given))
	for i, one := range given {
		if err := set(made.Index(i), one, fmt.Sprintf("%s/%d", at, i)); err != nil {
			return err
		}
	}
	target.Set(made)
	return nil
}

// Where the field is a string, a value that is none can only be given as its JSON text.
func setString(target reflect.Value, value any, at string) error {
	text, ok := value.(string)
	if !ok && strings.HasSuffix(at, "/json") {
		made, _ := json.Marshal(value)
		text, ok = string(made), true
	}
	if !ok {
		return fmt.Errorf("%s takes no %v", at, value)
	}
	target.SetString(text)
	return nil
}

func set(target reflect.Value, value any, at string) error {
	if target.Kind() == reflect.Struct && target.FieldByName("Present").IsValid() {
		target.FieldByName("Present").SetBool(true)
		if value == nil {
			target.FieldByName("Null").SetBool(true)
			return nil
		}
		return set(target.FieldByName("Value"), value, at)
	}
	digits, isNumber := value.(json.Number)
	truth, isBool := value.(bool)
	switch kind := target.Kind(); {
	case kind == reflect.Struct:
		return setStruct(target, value, at)
	case kind == reflect.Interface:
		return setInterface(target, value, at)
	case kind == reflect.Slice:
		return setSlice(target, value, at)
	case kind == reflect.String:
		return setString(target, value, at)
	case kind == reflect.Int64 && isNumber:
		whole, err := digits.Int64()
		target.SetInt(whole)
		return err
	case kind == reflect.Float64 && isNumber:
		broken, err := digits.Float64()
		target.SetFloat(broken)
		return err
	case kind == reflect.Bool && isBool:
		target.SetBool(truth)
		return nil
	}
	return fmt.Errorf("%s takes no %v", at, value)
}

// Whether the typed view has a field: the client keeps for each what it saw of it.
func isThere(owner reflect.Value, name string) bool {
	known := owner.FieldByName("JSON")
	if !known.IsValid() || !known.FieldByName(name).IsValid() {
		return true
	}
	seen, ok := known.FieldByName(name).Interface().(interface{ IsMissing() bool })
	return !ok || !seen.IsMissing()
}

// The typed view as JSON: what a caller reaches without asking for raw text.
func view(value reflect.Value) any {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return view(value.Elem())
	case reflect.Struct:
		if moment, ok := value.Interface().(time.Time); ok {
			return moment.Format(time.RFC3339Nano)
		}
		if !value.CanAddr() {
			copied := reflect.New(value.Type()).Elem()
			copied.Set(value)
			value = copied
		}
		seen := map[string]any{}
		for i := 0; i < value.NumField(); i++ {
			field := value.Type().Field(i)
			if name := tag(field); field.IsExported() && name != "-" && name != "" && isThere(value, field.Name) {
				seen[name] = view(value.Field(i))
			}
		}
		return seen
	case reflect.Slice:
		if value.IsNil() {
			return nil
		}
		seen := make([]any, value.Len())
		for i := range seen {
			seen[i] = view(value.Index(i))
		}
		return seen
	}
	return value.Interface()
}

type job struct {
	ID      string `json:"id"`
	Case    string `json:"case"`
	BaseURL string `json:"base_url"`
	Auth    struct {
		Token string `json:"token"`
		Key   string `json:"api_key"`
		Email string `json:"api_email"`
	} `json:"auth"`
	Call struct {
		AccountID string `json:"account_id"`
		WorkerID  string `json:"worker_id"`
		Query     struct {
			Deploy *bool `json:"deploy"`
		} `json:"query"`
		Body map[string]any `json:"body"`
	} `json:"call"`
}

func call(asked job) (outcome map[string]any) {
	// A client that panics on an answer takes its caller's program down: it is the client's failure.
	defer func() {
		if cause := recover(); cause != nil {
			outcome = map[string]any{"outcome": "client_error", "phase": "decode", "message": fmt.Sprint("panic: ", cause)}
		}
	}()
	params := workers.BetaWorkerVersionNewParams{AccountID: cloudflare.F(asked.Call.AccountID)}
	if asked.Call.Query.Deploy != nil {
		params.Deploy = cloudflare.F(*asked.Call.Query.Deploy)
	}
	if err := set(reflect.ValueOf(&params.Version).Elem(), asked.Call.Body, ""); err != nil {
		return map[string]any{"outcome": "not_expressible", "why": err.Error()}
	}
	options := []option.RequestOption{option.WithBaseURL(asked.BaseURL)}
	if asked.Auth.Token != "" {
		options = append(options, option.WithAPIToken(asked.Auth.Token))
	} else {
		options = append(options, option.WithAPIKey(asked.Auth.Key), option.WithAPIEmail(asked.Auth.Email))
	}
	client := cloudflare.NewClient(options...)
	version, err := client.Workers.Beta.Workers.Versions.New(context.Background(), asked.Call.WorkerID, params)
	var refused *cloudflare.Error
	switch {
	case errors.As(err, &refused):
		return map[string]any{"outcome": "api_error", "status": refused.StatusCode, "errors": view(reflect.ValueOf(refused.Errors))}
	case err != nil:
		return map[string]any{"outcome": "client_error", "message": err.Error()}
	}
	return map[string]any{"outcome": "version", "version": view(reflect.ValueOf(version))}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	var running sync.WaitGroup
	var writing sync.Mutex
	for lines.Scan() {
		var asked job
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		decoder.UseNumber()
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		running.Add(1)
		// Several calls at once: each answer has the id of its job.
		go func() {
			defer running.Done()
			outcome := call(asked)
			outcome["case"] = asked.Case
			if asked.ID != "" {
				outcome["id"] = asked.ID
			}
			writing.Lock()
			defer writing.Unlock()
			_ = out.Encode(outcome)
		}()
	}
	running.Wait()
}
