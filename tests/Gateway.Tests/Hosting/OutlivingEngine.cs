using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Core;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>An engine behind several gateways of one test, that lives on when one of them stops: as a cluster does.</summary>
internal sealed class OutlivingEngine : IEngine
{
    private readonly InProcessEngine _inner =
        new(new Limits(), new GatewayClock(TimeProvider.System), hadEarlierLife: false, NullLogger<InProcessEngine>.Instance);

    public bool OutlivesProcess => true;

    public void Join(IClient client, string room, JoinRequest request) => _inner.Join(client, room, request);

    public void Resume(IClient client, string room, ResumeRequest request) => _inner.Resume(client, room, request);

    public bool Send(IClient client, in Signal signal, ReadOnlySpan<char> target) => _inner.Send(client, signal, target);

    public Task<IReadOnlyList<Removed>> BanAsync(Tombstone tombstone) => _inner.BanAsync(tombstone);

    public void Acknowledge(IClient client, long seen) => _inner.Acknowledge(client, seen);

    public void Update(IClient client, ReadOnlyMemory<byte> data) => _inner.Update(client, data);

    public void Authorize(IClient client, Rights rights, long until) => _inner.Authorize(client, rights, until);

    public void Leave(IClient client) => _inner.Leave(client);

    public void Disconnect(IClient client, Disconnection how) => _inner.Disconnect(client, how);
}
