package main

import (
	"encoding/json"

	utilfeature "k8s.io/apiserver/pkg/util/feature"
	kubeletconfig "k8s.io/kubelet/config/v1beta1"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	kubeletscheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"
	kubeletvalidation "k8s.io/kubernetes/pkg/kubelet/apis/config/validation"
	"sigs.k8s.io/yaml"
)

// k0s decodes the values of a worker profile, validates them alone, and lays them over the default profile, with the
// library calls of k0s (pkg/apis/k0s/v1beta1/workerprofile.go, pkg/component/controller/workerconfig/reconciler.go).
func k0s(q question) (object, error) {
	raw, err := yaml.YAMLToJSON([]byte(q.Text))
	if err != nil {
		return nil, err
	}
	alone := &kubeletconfig.KubeletConfiguration{}
	if err := json.Unmarshal(raw, alone); err != nil {
		return nil, err
	}
	scheme, _, err := kubeletscheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	scheme.Default(alone)
	internal, err := options.NewKubeletConfiguration()
	if err != nil {
		return nil, err
	}
	if err := scheme.Convert(alone, internal, nil); err != nil {
		return nil, err
	}
	gates := utilfeature.DefaultMutableFeatureGate.DeepCopyAndReset()
	if err := kubeletvalidation.ValidateKubeletConfiguration(internal, gates); err != nil {
		return nil, err
	}
	profile := &kubeletconfig.KubeletConfiguration{}
	if err := yaml.Unmarshal([]byte(q.Base), profile); err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(raw, profile); err != nil {
		return nil, err
	}
	text, err := yaml.Marshal(profile)
	if err != nil {
		return nil, err
	}
	var made object
	if err := yaml.Unmarshal(text, &made); err != nil {
		return nil, err
	}
	return object{"config": made}, nil
}
