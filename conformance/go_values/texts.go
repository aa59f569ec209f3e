package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"

	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// yamlText does what the kubelet does with YAML: a lenient conversion to JSON, then a strict one for the duplicates.
func yamlText(text []byte) (object, error) {
	value, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	says := object{"value": json.RawMessage(value)}
	if _, err := yaml.YAMLToJSONStrict(text); err != nil {
		says["strict"] = err.Error()
	}
	return says, nil
}

// jsonText does what the kubelet does with JSON.
func jsonText(text []byte) (object, error) {
	// The first look at a JSON text is for apiVersion and kind alone, with encoding/json.
	header := struct{}{}
	if err := json.Unmarshal(text, &header); err != nil {
		if kind := new(json.UnmarshalTypeError); !errors.As(err, &kind) {
			return nil, err
		}
	}
	var value any
	strict, err := kjson.UnmarshalStrict(text, &value)
	if err != nil {
		return nil, err
	}
	says := object{"value": value}
	if len(strict) > 0 {
		texts := []string{}
		for _, err := range strict {
			texts = append(texts, err.Error())
		}
		says["strict"] = texts
	}
	return says, nil
}

// mimeText reads user data as nodeadm and Karpenter do.
func mimeText(text []byte) (object, error) {
	message, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	media, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(media, "multipart/") {
		return nil, errors.New("MIME type is not multipart")
	}
	parts := []object{}
	says := object{"type": media, "boundary": parameters["boundary"]}
	reader := multipart.NewReader(message.Body, parameters["boundary"])
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			says["error"] = err.Error()
			break
		}
		parts = append(parts, partOf(part))
	}
	says["parts"] = parts
	return says, nil
}

func partOf(part *multipart.Part) object {
	says := object{}
	if header := part.Header.Get("Content-Type"); header != "" {
		media, parameters, err := mime.ParseMediaType(header)
		says["type"] = media
		if len(parameters) > 0 {
			says["parameters"] = parameters
		}
		if err != nil {
			says["typeError"] = err.Error()
		}
	}
	body, err := io.ReadAll(part)
	says["body"] = string(body)
	if err != nil {
		says["error"] = err.Error()
	}
	return says
}

// packed undoes base64 and gzip as nodeadm does, by content.
func packed(text []byte) (object, error) {
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	if length, err := base64.StdEncoding.Decode(decoded, text); err == nil {
		text = decoded[:length]
	}
	if !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return object{"content": text}, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("failed to create GZIP reader: %v", err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("failed to read from GZIP reader: %v", err)
	}
	return object{"content": content}, nil
}
