using Microsoft.Extensions.DependencyInjection;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Sessions;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>The rate of an identity: all its connections share it, nobody else feels it, and what was refused is taken when its time has come.</summary>
public sealed class IdentityRateTests() : NativeTest(
    ownClock: true, "Auth:Secret=" + Issuer.Secret, "Auth:IdentityMessagesPerSecond=10", "Auth:IdentityMessagesBurst=5", "Session:HeartbeatMs=10000000")
{
    private IdentityRates Rates => Server.Services.GetRequiredService<Access>().Rates;

    [Fact]
    [Meets("rate-limited")]
    public async Task TwoConnectionsOfOneIdentity_ShareTheBound_AndRecover()
    {
        var bob = await MemberAsync("bob", "bob");
        var laptop = await MemberAsync("laptop", "alice");
        var phone = await MemberAsync("phone", "alice");
        for (var i = 0; i < 2; i++) await bob.NextAsync("peer-joined");

        for (var i = 1; i <= 3; i++) await laptop.SendAsync(Message("bob", "1", i));
        for (var i = 1; i <= 3; i++) await bob.NextAsync("message");
        for (var i = 1; i <= 3; i++) await phone.SendAsync(Message("bob", "2", i));
        for (var i = 1; i <= 2; i++) Assert.Equal(("phone", i), FromOf(await bob.NextAsync("message")));
        AssertRefused(3, await phone.NextErrorAsync("rate-limited"));
        await laptop.SkipToAsync("peer-joined");
        await laptop.SendAsync(Message("bob", "1", 4));
        AssertRefused(4, await laptop.NextErrorAsync("rate-limited"));
        Assert.Empty(await bob.FenceAsync());

        Pass(100);
        await phone.SendAsync(Message("bob", "2", 3));
        Assert.Equal(("phone", 3), FromOf(await bob.NextAsync("message")));
        await laptop.SendAsync(Message("bob", "1", 4)); // the one that there was room for is taken
        AssertRefused(4, await laptop.NextErrorAsync("rate-limited"));
        Pass(100);
        await laptop.SendAsync(Message("bob", "1", 4));
        Assert.Equal(("laptop", 4), FromOf(await bob.NextAsync("message")));
    }

    [Fact]
    public async Task AnotherIdentity_DoesNotFeelIt()
    {
        var bob = await MemberAsync("bob", "bob");
        var alice = await MemberAsync("alice", "alice");
        await bob.NextAsync("peer-joined");
        for (var i = 1; i <= 6; i++) await alice.SendAsync(Message("bob", "1", i));
        AssertRefused(6, await alice.NextErrorAsync("rate-limited"));

        for (var i = 1; i <= 5; i++) await bob.SendAsync(Message("alice", "1", i));
        for (var i = 1; i <= 5; i++) Assert.Equal(("bob", i), FromOf(await alice.NextAsync("message")));
    }

    [Fact]
    public async Task AnIdentityWithoutConnections_IsForgotten_AndNotBefore()
    {
        var laptop = await MemberAsync("laptop", "alice");
        var phone = await MemberAsync("phone", "alice");
        await MemberAsync("bob", "bob");
        Assert.Equal(2, Rates.Count);

        await phone.SendAsync("""{"type":"leave-room"}""");
        await phone.ClosedAsync();
        for (var i = 1; i <= 6; i++) await laptop.SendAsync(Message("bob", "1", i));
        await laptop.SkipToAsync("error");
        Assert.Equal(2, Rates.Count);

        await laptop.SendAsync("""{"type":"leave-room"}""");
        await laptop.ClosedAsync();
        await Eventually.TrueAsync(() => Rates.Count == 1); // the end is told before the last of the connection is done
    }

    [Fact]
    public void AWelcomeThatComesAfterTheEnd_KeepsNoRate()
    {
        var session = new ClientSession(Server.Services.GetRequiredService<SessionServices>(), new Silence());
        var self = new Member { PeerId = "late", Instance = "1", JoinOrder = 0, Identity = "alice" };
        var welcome = new ClientEvent { Kind = EventKind.ExistingPeers, View = new RoomView(Room, "epoch", self, [], 0) };
        ((IClient)session).Deliver(welcome);
        Assert.Equal(1, Rates.Count);
        session.Disconnected(1006);
        Assert.Equal(0, Rates.Count);

        ((IClient)session).Deliver(welcome);
        Assert.Equal(0, Rates.Count);
    }

    private static (string? Peer, long Seq) FromOf(NativeText message) => (message.Text("fromPeerId"), message.Number("fromSeq"));

    private static void AssertRefused(long seq, NativeText error) =>
        Assert.Equal((seq, "after", 100), (error.Number("seq"), error.Text("retry"), error.Number("retryAfterMs")));

    private Task<NativeClient> MemberAsync(string peerId, string identity) =>
        JoinAsync(peerId, $"\"acks\":true,\"token\":\"{Issuer.Token(identity, now: Server.Time!.GetUtcNow())}\"");

    private sealed class Silence : IClientSink
    {
        public void Tell(in ClientEvent e)
        {
        }

        public void Flush()
        {
        }

        public void Ping()
        {
        }

        public void Close(Code code)
        {
        }
    }
}
