using System.Globalization;
using Signaling.Core.Messages;

namespace Signaling.Engine.Conformance;

/// <summary>Order, numbers, and how events come.</summary>
public abstract partial class EngineConformance
{
    [Fact]
    public async Task Messages_FromOneSenderToOneReceiver_ComeInTheOrderSent()
    {
        var (bob, alice) = (await JoinAsync("bob"), await JoinAsync("alice"));
        await bob.NextAsync(EventKind.PeerJoined);

        for (var i = 0; i < 300; i++) Send(alice, "bob", i.ToString(CultureInfo.InvariantCulture));

        for (var i = 0; i < 300; i++) Assert.Equal(i.ToString(CultureInfo.InvariantCulture), (await bob.NextAsync(EventKind.Signal)).Payload);
    }

    [Fact]
    public async Task EventsOfOneClient_NeverOverlap_AndEachSendersOrderHolds()
    {
        const int each = 100;
        var bob = await JoinAsync("bob");
        var senders = new List<RecordingClient>();
        foreach (var name in new[] { "s0", "s1", "s2", "s3" }) senders.Add(await JoinAsync(name));
        for (var i = 0; i < senders.Count; i++) await bob.NextAsync(EventKind.PeerJoined);

        await Task.WhenAll(senders.Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) Send(sender, "bob", i.ToString(CultureInfo.InvariantCulture));
        })));

        var next = senders.ToDictionary(sender => sender.PeerId, _ => 0);
        for (var i = 0; i < each * senders.Count; i++)
        {
            var told = await bob.NextAsync(EventKind.Signal);
            Assert.Equal(next[told.Event.Peer!.PeerId]++.ToString(CultureInfo.InvariantCulture), told.Payload);
        }

        Assert.True(bob.Flushes > 0, "an engine must say when to write");
    }

    [Fact]
    public async Task Deliveries_ToAnAcknowledgingClient_AreNumberedFromOneWithoutAGap()
    {
        var bob = await JoinAsync("bob", acks: true);
        var alice = await JoinAsync("alice");
        for (var i = 0; i < 20; i++) Send(alice, "bob", "1");

        Assert.Equal(1, (await bob.NextAsync(EventKind.PeerJoined)).Event.Seq);
        for (var i = 0; i < 20; i++) Assert.Equal(i + 2, (await bob.NextAsync(EventKind.Signal)).Event.Seq);
    }

    [Fact]
    public async Task Payload_MayBeReused_AsSoonAsTheCallReturns()
    {
        var bob = await JoinAsync("bob", acks: true);
        var alice = await JoinAsync("alice");
        await bob.NextAsync(EventKind.PeerJoined);
        Disconnect(bob);
        await alice.NextAsync(EventKind.PeerSuspended);

        var payload = "\"kept\""u8.ToArray();
        Engine.Send(alice, new Signal { Kind = SignalKind.Message, Payload = payload }, "bob");
        Array.Fill(payload, (byte)'x');

        var (back, _) = await ResumeAsync(Someone("bob", acks: true), seen: 1);
        Assert.Equal("\"kept\"", (await back.SkipToAsync(EventKind.Signal)).Payload);
    }
}
