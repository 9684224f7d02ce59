package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"kez.lat/chat/node"
)

// callTime bounds a call to the running node.
const callTime = 30 * time.Second

// operate opens the operator's door and makes calls through it.
func (p *program) operate(calls func(operator) error) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	door, err := node.Operate(s, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer door.Close()
	return calls(operator{&http.Client{Transport: door, Timeout: callTime}})
}

// operator makes the calls of the control socket.
type operator struct{ http *http.Client }

// call sends ask as JSON, unless it is nil, and reads the answer into got,
// unless that is nil. A refusal is an error with the node's own words.
func (o operator) call(method, path string, ask, got any) error {
	var body io.Reader
	if ask != nil {
		data, err := json.Marshal(ask)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, "http://control"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := o.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask the node: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return refusal(resp)
	}
	if got == nil {
		return nil
	}
	if err := json.NewDecoder(resp.Body).Decode(got); err != nil {
		return fmt.Errorf("read the node's answer: %w", err)
	}
	return nil
}

// refusal reads a problem document.
func refusal(resp *http.Response) error {
	var problem struct{ Title, Detail, Code string }
	if err := json.NewDecoder(resp.Body).Decode(&problem); err != nil || problem.Code == "" {
		return fmt.Errorf("the node answered %s", resp.Status)
	}
	if problem.Detail == "" {
		problem.Detail = problem.Title
	}
	return fmt.Errorf("%s (%s)", problem.Detail, problem.Code)
}
