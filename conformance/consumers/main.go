// consumers says what kubeadm, OpenShift's machine-config-operator and k0s make of kubelet settings before the kubelet
// sees them. It reads one JSON object a line ({"kind": "kubeadm-init", "text": "…", "patches": {"name": "text"}}) and
// writes one a line: {"config": …, "flags": …, "said": […]} or {"error": "…"}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"

	"k8s.io/klog/v2"
)

type object = map[string]any

type question struct {
	Kind    string
	Text    string
	Base    string            // openshift: the pool's own file; k0s: the default profile
	Patches map[string]string // kubeadm: what lies in the folder of patches
}

var log bytes.Buffer

func main() {
	flags := flag.NewFlagSet("klog", flag.ExitOnError)
	klog.InitFlags(flags)
	_ = flags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL", "-skip_headers=true"})
	klog.SetOutput(&log)

	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		log.Reset()
		says, err := answer(q)
		if says == nil {
			says = object{}
		}
		if err != nil {
			says["error"] = err.Error()
		}
		klog.Flush()
		if text := strings.TrimSpace(log.String()); text != "" {
			says["said"] = strings.Split(text, "\n")
		}
		if err := out.Encode(says); err != nil {
			panic(err)
		}
	}
}

func answer(q question) (object, error) {
	switch q.Kind {
	case "kubeadm-init":
		return kubeadmInit(q)
	case "kubeadm-join":
		return kubeadmJoin(q)
	case "openshift":
		return openshift(q)
	case "k0s":
		return k0s(q)
	}
	panic(q.Kind)
}
