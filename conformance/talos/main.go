// talos says what Talos' machinery and the node's controller make of a machine configuration. It reads one JSON object a
// line ({"text": "…"}) and writes one a line: {"load": …, "validate": …, "node": …, "extraConfig": …, "config": …}, the
// first three being the errors of reading, of `talosctl validate` and of the node, null where there is none.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"k8s.io/apimachinery/pkg/runtime"
	kubeletconfig "k8s.io/kubelet/config/v1beta1"
)

type object = map[string]any

// metal is the mode that `talosctl validate --mode metal` passes.
type metal struct{}

func (metal) String() string        { return "metal" }
func (metal) RequiresInstall() bool { return false }
func (metal) InContainer() bool     { return false }

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var q struct{ Text string }
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		if err := out.Encode(answer(q.Text)); err != nil {
			panic(err)
		}
	}
}

func answer(text string) object {
	provider, err := configloader.NewFromBytes([]byte(text))
	if err != nil {
		return object{"load": err.Error()}
	}
	says := object{"load": nil, "validate": nil, "node": nil}
	if _, err := provider.Validate(metal{}); err != nil {
		says["validate"] = err.Error()
	}
	if provider.Machine() == nil {
		return says
	}
	extra := provider.Machine().Kubelet().ExtraConfig()
	says["extraConfig"] = extra
	// internal/app/machined/pkg/controllers/k8s/kubelet_spec.go, prepareExtraConfig
	var config kubeletconfig.KubeletConfiguration
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(extra, &config, true); err != nil {
		says["node"] = err.Error()
		return says
	}
	made, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&config)
	if err != nil {
		panic(err)
	}
	says["config"] = made
	return says
}
