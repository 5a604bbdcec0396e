"""What the measurements share: the load generator, the gateway to be measured, and the templates of our protocol."""
import os, socket, subprocess, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
MADE = os.path.join(ROOT, "artifacts", "bench")
LOADGEN = os.path.join(MADE, "loadgen")


def native(acks=False):
    """The load generator's arguments for clients of our own protocol."""
    number = '"seq":{n},' if acks else ""
    arguments = ["--proto", "rawjson", "--path", "/signal", "--joined", '"existing-peers"', "--recv-after", '"fromPeerId"', "--trouble", '"code"',
                 "--join-tpl", '{"type":"join-room","room":"{room}","peerId":"{me}"%s}' % (',"instance":"i","acks":true' if acks else "")]
    for name, kind, field in (("offer", "offer", "sdp"), ("answer", "answer", "sdp"), ("cand", "ice-candidate", "candidate")):
        arguments += [f"--{name}-tpl", '{"type":"%s","targetPeerId":"{peer}",%s"%s":{payload}}' % (kind, number, field)]
    return arguments + (["--ack-tpl", '{"type":"ack","seen":{seen}}', "--ack-ms", "250"] if acks else [])


def compile_cpp(*names):
    os.makedirs(MADE, exist_ok=True)
    for source in names:
        to = os.path.join(MADE, os.path.splitext(os.path.basename(source))[0])
        subprocess.run(["g++", "-O3", "-march=native", "-std=c++17", "-o", to, os.path.join(HERE, source)], check=True)


def publish_gateway():
    subprocess.run(["dotnet", "publish", os.path.join(ROOT, "src", "Gateway"), "-c", "Release", "-v", "quiet", "-o", os.path.join(MADE, "gateway")], check=True)


def install_servers():
    """The npm packages of the servers to compare with, and of the clients in rooms.mjs."""
    if not os.path.isdir(os.path.join(HERE, "servers", "node_modules")):
        subprocess.run(["npm", "install", "--silent"], cwd=os.path.join(HERE, "servers"), check=True)


def gateway(port, folder, *settings):
    """The command of a published gateway."""
    return ["dotnet", os.path.join(MADE, "gateway", "Signaling.Gateway.dll"), "--port", str(port), f"--Signaling:TicketKeyFile={folder}/ticket.key", *settings]


def wait_for(port, process):
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with {process.returncode}; what it said is above")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")
