# Virtual machines that also build images (docker build).
like virt
packages buildkit
