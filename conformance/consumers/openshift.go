package main

import (
	"bytes"
	"encoding/json"

	"github.com/imdario/mergo"
	"k8s.io/apimachinery/pkg/util/yaml"
	kubeletconfig "k8s.io/kubelet/config/v1beta1"
	yamls "sigs.k8s.io/yaml"
)

// openshift decodes `spec.kubeletConfig` with the machine-config-operator's decoder and lays it over the pool's file with
// its merge (pkg/controller/kubelet-config/helpers.go, DecodeKubeletConfig and generateKubeletIgnFiles). What it refuses
// and takes out around that is not a library's and not here.
func openshift(q question) (object, error) {
	raw, err := yamls.YAMLToJSON([]byte(q.Text))
	if err != nil {
		return nil, err
	}
	given, err := decoded(raw)
	if err != nil {
		return nil, err
	}
	pool, err := yamls.YAMLToJSON([]byte(q.Base))
	if err != nil {
		return nil, err
	}
	merged, err := decoded(pool)
	if err != nil {
		return nil, err
	}
	if err := mergo.Merge(merged, given, mergo.WithOverride); err != nil {
		return nil, err
	}
	return object{"config": plain(merged)}, nil
}

func decoded(raw []byte) (*kubeletconfig.KubeletConfiguration, error) {
	config := &kubeletconfig.KubeletConfiguration{}
	return config, yaml.NewYAMLOrJSONDecoder(bytes.NewReader(raw), len(raw)).Decode(config)
}

func plain(config *kubeletconfig.KubeletConfiguration) object {
	text, err := json.Marshal(config)
	if err != nil {
		panic(err)
	}
	var made object
	if err := json.Unmarshal(text, &made); err != nil {
		panic(err)
	}
	return made
}
