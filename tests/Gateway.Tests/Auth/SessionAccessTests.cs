namespace Signaling.Gateway.Tests.Auth;

/// <summary>What tokens let clients do, as the clients meet it.</summary>
public sealed class SessionAccessTests() : NativeTest(ownClock: true, "Auth:Secret=" + Issuer.Secret, "Auth:ClockSkewSeconds=0", "Session:HeartbeatMs=10000000")
{
    [Fact]
    [Meets("token-expired")]
    public async Task AnExpiredToken_SuspendsTheSession_WhichAFreshOneResumes()
    {
        var bob = await JoinAsync("bob", Token("bob"));
        var (alice, welcome) = await WelcomeAsync("alice", Token("alice", seconds: 5));
        await bob.NextAsync("peer-joined");

        Pass(6_000);
        await alice.NextErrorAsync("token-expired");
        Assert.Equal(4003, await alice.ClosedAsync());
        await bob.NextAsync("peer-suspended");

        var ticket = welcome.Text("resume")!;
        await (await ResumeAsync(ticket)).NextErrorAsync("token-expired");
        var stale = await ConnectAsync();
        await stale.SendAsync($$"""{"type":"resume","resume":"{{ticket}}","seen":0,{{Token("alice", seconds: -1)}}}""");
        await stale.NextErrorAsync("token-expired");

        var fresh = await ConnectAsync();
        await fresh.SendAsync($$"""{"type":"resume","resume":"{{ticket}}","seen":0,{{Token("alice")}}}""");
        await fresh.NextAsync("resumed");
        await bob.NextAsync("peer-resumed");
    }

    [Fact]
    public async Task AFreshToken_InBand_ProlongsTheSession_AndItsTicketWithoutATokenIsGoodUntilItEnds()
    {
        var (alice, welcome) = await WelcomeAsync("alice", Token("alice", seconds: 60));
        var again = await ResumeAsync(welcome.Text("resume")!);
        await again.NextAsync("resumed");
        await again.SendAsync($$"""{"type":"token",{{Token("alice", seconds: 120)}}}""");
        await again.FenceAsync();

        Pass(61_000);
        Assert.Empty(await again.FenceAsync());
        Pass(60_000);
        await again.NextErrorAsync("token-expired");
    }

    [Fact]
    [Meets("identity-mismatch")]
    public async Task ARefresh_OfAnotherIdentity_IsRefused_AndTheSessionGoesOn()
    {
        var alice = await JoinAsync("alice", Token("alice"));
        await alice.SendAsync($$"""{"type":"token",{{Token("mallory")}}}""");
        await alice.NextErrorAsync("identity-mismatch");
        await alice.SendAsync("""{"type":"token","token":"nonsense"}""");
        await alice.NextErrorAsync("token-invalid");
        Assert.Empty(await alice.FenceAsync());
    }

    [Fact]
    public async Task ARefresh_ThatTakesTheRoomAway_RemovesTheClient()
    {
        var bob = await JoinAsync("bob", Token("bob"));
        var alice = await JoinAsync("alice", Token("alice"));
        await bob.NextAsync("peer-joined");
        await alice.SendAsync($$"""{"type":"token",{{Token("alice", rooms: "\"elsewhere\"")}}}""");

        await alice.NextErrorAsync("room-forbidden");
        Assert.Equal(4003, await alice.ClosedAsync());
        await bob.NextAsync("peer-left");
    }

    [Fact]
    [Meets("not-allowed")]
    public async Task Rights_AreEnforced_AndARefusedNumberIsResolved()
    {
        var bob = await JoinAsync("bob", Token("bob"));
        var reader = await JoinAsync("reader", Token("reader", rights: "join presence") + ",\"acks\":true");
        await bob.NextAsync("peer-joined");

        await reader.SendAsync(Offer("bob", Sdp("u"), 1));
        Assert.Equal(1, (await reader.NextErrorAsync("not-allowed")).Number("seq"));
        await reader.SendAsync("""{"type":"message","data":1,"seq":2}""");
        Assert.Equal(2, (await reader.NextErrorAsync("not-allowed")).Number("seq"));
        await reader.SendAsync("""{"type":"update","data":{}}""");
        await reader.NextErrorAsync("not-allowed");
        await reader.SendAsync("""{"type":"applied","fromPeerId":"bob","fromSeq":1}""");
        await reader.NextErrorAsync("not-allowed");
        Assert.Empty(await bob.FenceAsync());

        await reader.SendAsync($$"""{"type":"token",{{Token("reader", rights: "join presence speak")}}}""");
        await reader.SendAsync(Message("bob", "\"now\"", 3));
        Assert.Equal("\"now\"", (await bob.NextAsync("message")).Payload("data"));
        Pass(300);
        Assert.True((await reader.SkipToAsync("ack")).Number("seen") >= 2);
    }

    [Fact]
    public async Task WithoutThePresenceRight_NobodyIsSeen_UntilItIsGiven()
    {
        var bob = await JoinAsync("bob", Token("bob"));
        var (blind, welcome) = await WelcomeAsync("blind", Token("blind", rights: "join speak"));
        await bob.NextAsync("peer-joined");
        Assert.Equal("[]", welcome.Payload("peers"));
        var carol = await JoinAsync("carol", Token("carol"));
        await bob.NextAsync("peer-joined");
        Assert.Empty(await blind.FenceAsync());

        await blind.SendAsync($$"""{"type":"token",{{Token("blind")}}}""");
        var truth = await blind.NextAsync("existing-peers");
        Assert.Contains("bob", truth.Payload("peers"), StringComparison.Ordinal);
        Assert.Contains("carol", truth.Payload("peers"), StringComparison.Ordinal);

        await blind.SendAsync($$"""{"type":"token",{{Token("blind", rights: "join speak")}}}""");
        Assert.Equal("[]", (await blind.NextAsync("existing-peers")).Payload("peers"));
        await carol.SendAsync("""{"type":"leave-room"}""");
        await bob.NextAsync("peer-left");
        Assert.Empty(await blind.FenceAsync());
    }

    [Fact]
    public async Task AModerator_KicksAndClosesItsOwnRoom_AndNobodyElseCan()
    {
        var moderator = await JoinAsync("moderator", Token("boss", rights: "join presence moderate"));
        var bob = await JoinAsync("bob", Token("bob"));
        await moderator.NextAsync("peer-joined");

        await bob.SendAsync("""{"type":"kick","peerId":"moderator"}""");
        await bob.NextErrorAsync("not-allowed");
        await bob.SendAsync("""{"type":"close-room"}""");
        await bob.NextErrorAsync("not-allowed");
        await moderator.SendAsync("""{"type":"kick","peerId":"bob","banSeconds":99999999999}""");
        await moderator.NextErrorAsync("bad-field");

        await moderator.SendAsync("""{"type":"kick","peerId":"bob","banSeconds":10,"reason":"noise"}""");
        await bob.NextErrorAsync("kicked");
        Assert.Equal("kicked", (await moderator.NextAsync("peer-left")).Text("reason"));
        var other = await ConnectAsync();
        await other.SendAsync(Join("robert", Token("bob")));
        await other.NextErrorAsync("kicked");

        await moderator.SendAsync("""{"type":"close-room"}""");
        await moderator.NextErrorAsync("room-closed");
        Assert.Equal(4011, await moderator.ClosedAsync());
    }

    [Fact]
    public async Task TheSameIdentity_TakesItsPeerIdOver_AndAnotherDoesNot()
    {
        var alice = await JoinAsync("alice", Token("alice"));
        var thief = await ConnectAsync();
        await thief.SendAsync(Join("alice", Token("mallory")));
        await thief.NextErrorAsync("peer-id-taken");
        await JoinAsync("alice", Token("alice"));
        await alice.NextErrorAsync("taken-over");
    }

    [Fact]
    public async Task TokensInTheQuery_CountForTheFirstMessage()
    {
        var client = await TestKit.NativeClient.ConnectAsync(new UriBuilder(Server.Door()) { Query = "token=" + Text("alice") }.Uri);
        await client.SendAsync(Join("alice"));
        await client.NextAsync("existing-peers");
        await client.DisposeAsync();
    }

    private string Token(string identity, string rooms = "\"*\"", string? rights = null, int seconds = 600) => $"\"token\":\"{Text(identity, rooms, rights, seconds)}\"";

    private string Text(string identity, string rooms = "\"*\"", string? rights = null, int seconds = 600) =>
        Issuer.Token(identity, rooms, rights, seconds, now: Server.Time!.GetUtcNow());
}
