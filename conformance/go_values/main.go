// go_values says what Go and the Kubernetes libraries make of small values: quantities, CPU lists, integers, booleans,
// percentages, quoted text; and of texts in YAML, JSON and MIME (texts.go). It reads one JSON object a line
// ({"kind": "quantity", "text": "1.5Gi", "other": "1Gi"}) and writes one a line. record.py in this folder feeds it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/utils/cpuset"
)

type object = map[string]any

type question struct {
	Kind, Text, Other string
	Number            float64
	Bytes             []byte // a text that is no UTF-8
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		says, err := answer(q)
		if err != nil {
			says = object{"error": err.Error()}
		}
		if err := out.Encode(says); err != nil {
			panic(err)
		}
	}
}

func (q question) text() []byte {
	if q.Bytes != nil {
		return q.Bytes
	}
	return []byte(q.Text)
}

func answer(q question) (object, error) {
	switch q.Kind {
	case "quantity":
		return quantity(q.Text, q.Other)
	case "float":
		text, err := json.Marshal(q.Number)
		return object{"string": string(text)}, err
	case "cpuset":
		set, err := cpuset.Parse(q.Text)
		return object{"string": set.String()}, err
	case "atoi":
		_, err := strconv.Atoi(q.Text)
		return object{}, err
	case "bool":
		_, err := strconv.ParseBool(q.Text)
		return object{}, err
	case "percent":
		return percent(q.Text, q.Other)
	case "quote":
		return object{"string": fmt.Sprintf("%q", q.Text)}, nil
	case "yaml":
		return yamlText(q.text())
	case "json":
		return jsonText(q.text())
	case "mime":
		return mimeText(q.text())
	case "packed":
		return packed(q.text())
	}
	return nil, fmt.Errorf("unknown kind %q", q.Kind)
}

func quantity(text, other string) (object, error) {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return nil, err
	}
	_, whole := q.AsInt64()
	says := object{
		"format": q.Format, "asInt64": whole, "string": q.String(), "sign": q.Sign(),
		"value": strconv.FormatInt(q.Value(), 10), "milli": strconv.FormatInt(q.MilliValue(), 10),
	}
	if other != "" {
		second := resource.MustParse(other)
		says["cmp"] = q.Cmp(second)
		sum := q.DeepCopy()
		sum.Add(second)
		says["sum"] = sum.String()
	}
	return says, nil
}

// percent does what the kubelet's eviction settings do with a percentage of a capacity in bytes.
func percent(text, capacity string) (object, error) {
	value, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return nil, err
	}
	share := float32(value) / 100
	whole, err := strconv.ParseInt(capacity, 10, 64)
	return object{
		"lt0": share < 0, "gt1": share > 1,
		"value": strconv.FormatInt(int64(float64(whole)*float64(share)), 10),
	}, err
}
