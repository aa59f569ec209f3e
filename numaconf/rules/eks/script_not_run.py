"""cloud-init drops a script of the user data, or damages it

What
    cloud-init writes no script of a part that holds a character beyond ASCII and is not base64; takes the whole
    document for one text when `MIME-Version` is missing, or when something comes before the headers; and keeps a
    single CR-LF in a document with LF line ends, so that bash sees the carriage return.

Why
    nodeadm reads the same document without an objection: the node joins, and what the script should have prepared
    (hugepages, files) is missing.

What cloud-init says
    Failed calling handler ShellScriptPartHandler
    Unhandled non-multipart (text/plain) userdata: …

Bad
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: text/x-shellscript

    #!/bin/bash
    # für NUMA
    echo 1
    --//
    Content-Type: application/node.eks.aws

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}

    --//--
    ```

Good
    ```text
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: text/x-shellscript

    #!/bin/bash
    # for NUMA
    echo 1
    --//
    Content-Type: application/node.eks.aws

    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config: {cpuManagerPolicy: static}

    --//--
    ```

Versions
    cloud-init 22.4 was asked.

Source
    cloud-init, cloudinit/user_data.py and cloudinit/handlers/shell_script.py
"""
