using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Native;

/// <summary>docs/protocol.md, section 1: how a socket ends decides what becomes of its session; section 9: close codes.</summary>
public sealed class CloseTests() : NativeTest(ownClock: true)
{
    [Theory]
    [InlineData(new byte[] { 3, 232 }, 1000)]
    [InlineData(new byte[0], 1000)]
    public async Task AProperClose_LeavesAtOnce(byte[] closeFrame, int answer)
    {
        var bob = await JoinAsync("bob");
        await using var alice = await RawWebSocket.ConnectAsync(Server.Door());
        await alice.SendAsync(Join("alice"));
        await bob.NextAsync("peer-joined");
        await alice.SendAsync(RawWebSocket.Frame(8, closeFrame));

        Assert.Equal("left", (await bob.NextAsync("peer-left")).Text("reason"));
        Assert.Equal(answer, await alice.CloseCodeAsync());
    }

    [Fact]
    public async Task ACloseFrame_ToOneThatDoesNotRead_EndsTheConnection()
    {
        var bob = await JoinAsync("bob");
        await using var alice = await RawWebSocket.ConnectAsync(Server.Door());
        await alice.SendAsync(Join("alice"));
        await bob.NextAsync("peer-joined");
        for (var i = 0; i < 40; i++) await bob.SendAsync(Message("alice", $"\"{new string('x', 60_000)}\""));
        await alice.SendAsync(RawWebSocket.Frame(8, [3, 232]));

        Assert.Equal("left", (await bob.NextAsync("peer-left")).Text("reason"));
    }

    [Theory]
    [InlineData(0x90, 1)] // a reserved bit
    [InlineData(0x80, 3)] // a reserved opcode
    [InlineData(0x80, 0)] // a continuation of nothing
    [InlineData(0x00, 9)] // a ping in pieces
    public async Task ABrokenFrame_IsClosedWith1002_AndTheSessionIsSuspended(int first, int opcode)
    {
        var bob = await JoinAsync("bob");
        await using var alice = await RawWebSocket.ConnectAsync(Server.Door());
        await alice.SendAsync(Join("alice"));
        await bob.NextAsync("peer-joined");
        await alice.SendAsync(RawWebSocket.Frame(opcode, "{}"u8, first));

        Assert.Equal(1002, await alice.CloseCodeAsync());
        await bob.NextAsync("peer-suspended");
    }

    [Fact]
    public async Task AClient_ThatDoesNotAnswerAClose_IsDroppedAfterAMoment()
    {
        await using var alice = await RawWebSocket.ConnectAsync(Server.Door());
        await alice.SendAsync("""{"type":"resume","resume":"x","seen":0}""");

        Assert.Equal(4002, await alice.CloseCodeAsync());
        Assert.Null(await alice.NextAsync());
    }

    [Fact]
    [Meets("bad-json")]
    public async Task AnEmptyMessage_IsAMessage()
    {
        await using var alice = await RawWebSocket.ConnectAsync(Server.Door());
        await alice.SendAsync("");
        Assert.Contains("bad-json", System.Text.Encoding.UTF8.GetString((await alice.NextAsync())!.Value.Payload), StringComparison.Ordinal);
        var bob = await ConnectAsync();
        await bob.SendAsync("");
        await bob.NextErrorAsync("bad-json");
        await alice.SendAsync(RawWebSocket.Frame(2, []));
        Assert.Equal(1003, await alice.CloseCodeAsync());
    }

    [Fact]
    public async Task AClosedPage_IsExpectedBackForAMomentOnly()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        await alice.CloseAsync(1001);

        await bob.NextAsync("peer-suspended");
        Pass(4_900);
        Assert.Empty(await bob.FenceAsync());
        Pass(200);
        Assert.Equal("left", (await bob.NextAsync("peer-left")).Text("reason"));
    }

    [Fact]
    public async Task AReloadedPage_ComesBackAsANewInstance()
    {
        var bob = await JoinAsync("bob");
        var (alice, welcome) = await WelcomeAsync("alice", "\"instance\":\"1\"");
        await bob.NextAsync("peer-joined");
        await alice.CloseAsync(1001);
        await bob.NextAsync("peer-suspended");
        await JoinAsync("alice", $"\"instance\":\"2\",\"resume\":\"{welcome.Text("resume")}\"");

        Assert.Equal("2", (await bob.NextAsync("peer-reset")).Text("instance"));
        Pass(10_000);
        Assert.Empty(await bob.FenceAsync());
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(1011)]
    [InlineData(3000)]
    public async Task AnyOtherClose_SuspendsForTheResumeWindow(int code)
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await bob.NextAsync("peer-joined");
        await alice.CloseAsync(code);

        await bob.NextAsync("peer-suspended");
        Pass(30_000);
        Assert.Empty(await bob.FenceAsync());
        Pass(29_900);
        Assert.Empty(await bob.FenceAsync());
        Pass(200);
        Assert.Equal("window-ended", (await bob.NextAsync("peer-left")).Text("reason"));
    }

    [Fact]
    [Meets("goodbye")]
    public async Task LeaveRoom_IsAnsweredWithTheClose1000()
    {
        var alice = await JoinAsync("alice");
        await alice.SendAsync("""{"type":"leave-room"}""");

        Assert.Equal(1000, await alice.ClosedAsync());
    }

    [Fact]
    public async Task ARoomThatEverybodyLeft_IsMadeAnew_AndStaysOneRoom()
    {
        // The words of those who left come late, when the room has been made anew.
        for (var i = 0; i < 20; i++)
        {
            var leaver = await JoinAsync("leaver");
            await leaver.SendAsync("""{"type":"leave-room"}""");
            var (bob, _) = await WelcomeAsync("bob");
            await leaver.ClosedAsync();
            var (carol, welcome) = await WelcomeAsync("carol");
            Assert.Equal(["bob"], welcome.Peers);
            foreach (var client in new[] { bob, carol })
            {
                await client.SendAsync("""{"type":"leave-room"}""");
                await client.ClosedAsync();
            }
        }
    }

    [Fact]
    [Meets("binary-frame")]
    public async Task ABinaryFrame_IsToldAndClosed_AndTheSessionCanBeResumed()
    {
        var bob = await JoinAsync("bob");
        var (alice, welcome) = await WelcomeAsync("alice", "\"acks\":true");
        await alice.SendAsync(new byte[] { 1, 2, 3 }, System.Net.WebSockets.WebSocketMessageType.Binary);

        await alice.NextErrorAsync("binary-frame");
        Assert.Equal(1003, await alice.ClosedAsync());
        await bob.SkipToAsync("peer-suspended");
        Assert.True((await (await ResumeAsync(welcome.Text("resume"))).NextAsync("resumed")).Bool("recovered"));
    }

    [Fact]
    [Meets("message-too-large")]
    public async Task AMessageThatIsTooLarge_IsClosedWith1009()
    {
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Message("bob", $"\"{new string('x', 64 << 10)}\""));

        Assert.Equal(1009, await alice.ClosedAsync());
    }

    [Fact]
    public async Task InvalidUtf8_IsClosedWith1007()
    {
        var bob = await JoinAsync("bob");
        var alice = await JoinAsync("alice");
        await alice.SendAsync(new byte[] { (byte)'{', 0xC3, 0x28, (byte)'}' });

        Assert.Equal(1007, await alice.ClosedAsync());
        await bob.SkipToAsync("peer-suspended");
    }
}
