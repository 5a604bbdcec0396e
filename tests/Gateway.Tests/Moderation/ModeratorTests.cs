using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Tests.Moderation;

/// <summary>What a moderator does, as real clients meet it.</summary>
public sealed class ModeratorTests() : NativeTest(ownClock: true)
{
    private Moderator Moderator => Server.Services.GetRequiredService<Moderator>();

    [Fact]
    [Meets("kicked")]
    public async Task Kick_EndsTheConnection_AndARestartDoesNotForgetIt()
    {
        var alice = await JoinAsync("alice");
        var (bob, welcome) = await WelcomeAsync("bob");
        await alice.NextAsync("peer-joined");

        Assert.Equal("bob", Assert.Single(await Moderator.KickAsync(Room, "bob", 100)).PeerId);

        await bob.NextErrorAsync("kicked");
        Assert.Equal(4011, await bob.ClosedAsync());
        Assert.Equal("kicked", (await alice.NextAsync("peer-left")).Text("reason"));
        await RefusedAsync("kicked", welcome.Text("resume")!);

        await RestartAsync();
        await RefusedAsync("kicked", welcome.Text("resume")!);

        Pass(100_000);
        await JoinAsync("bob");
    }

    [Fact]
    [Meets("room-closed")]
    public async Task CloseRoom_RemovesEverybody_AlsoForTheNextRoomOfThatName()
    {
        var (alice, bob) = (await JoinAsync("alice"), await JoinAsync("bob"));
        Assert.Equal(2, (await Moderator.CloseRoomAsync(Room)).Count);
        Assert.Equal(4011, await alice.ClosedAsync());
        Assert.Equal(4011, await bob.ClosedAsync());

        var carol = await ConnectAsync();
        await carol.SendAsync(Join("carol"));
        await carol.NextErrorAsync("room-closed");

        await Moderator.LiftAsync(Room);
        await JoinAsync("carol");
    }

    [Fact]
    public async Task File_IsReadableByItsUserOnly_AndHoldsWhatHasNotEnded()
    {
        await Moderator.KickAsync(Room, "a", 10);
        await Moderator.KickAsync(Room, "b", 100);
        Pass(10_000);
        await Moderator.KickAsync(Room, "c", 100);

        var file = Path.Combine(Folder, "tombstones.json");
        var text = await File.ReadAllTextAsync(file);
        Assert.DoesNotContain("\"a\"", text, StringComparison.Ordinal);
        Assert.Contains("\"b\"", text, StringComparison.Ordinal);
        Assert.Contains("\"c\"", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(["ticket.key", "tombstones.json"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
    }

    private async Task RefusedAsync(string code, string ticket)
    {
        var joining = await ConnectAsync();
        await joining.SendAsync(Join("bob"));
        await joining.NextErrorAsync(code);
        var resuming = await ResumeAsync(ticket);
        await resuming.NextErrorAsync(code);
    }
}
