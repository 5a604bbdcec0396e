namespace Signaling.EndToEnd;

/// <summary>Pages of different doors in one room hold a call: the table in docs/doors.md, in both orders of coming.</summary>
[Collection(OnStage.Name)]
public sealed class AcrossDoorsTests(Stage stage)
{
    /// <summary>PeerJS pages are in the room that their key names.</summary>
    private const string PeerJsRoom = "peerjs";

    private readonly string _suffix = Guid.NewGuid().ToString("N")[..6];

    [SkippableTheory]
    [InlineData("native", "socketio")]
    [InlineData("socketio", "native")]
    [InlineData("plain", "socketio")]
    [InlineData("socketio", "plain")]
    [InlineData("signalr", "socketio")]
    [InlineData("socketio", "signalr")]
    [InlineData("signalr", "plain")]
    [InlineData("plain", "signalr")]
    public async Task TwoDoors_HoldACall(string first, string second)
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, first, room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, second, room, "bob");

        await Everybody.SeesEverybodyAsync(ada, bob);
        await ada.AskAsync(bob, "through a data channel");
        await ada.HearsAsync($"{bob.PeerId}: through a data channel");
        await bob.SayAsync("through the server");
        await ada.HearsAsync($"{bob.PeerId}: through the server");
        foreach (var peer in new[] { ada, bob }) Assert.Equal(0, (await peer.StatusAsync())!.Glare);
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("signalr")]
    [InlineData("socketio")]
    public async Task APeerJsPage_Calls(string door)
    {
        await using var ada = await PeerPage.OpenAsync(stage, door, PeerJsRoom, $"ada-{_suffix}");
        var bob = await PeerJsPage.OpenAsync(stage, $"bob-{_suffix}");
        await bob.CallAsync(ada.PeerId);

        await ada.SeesAsync(bob.Id);
        await bob.UntilAsync("sees");
        await Everybody.WasRefusedNothingAsync(ada);
    }

    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("signalr")]
    [InlineData("socketio")]
    public async Task APeerJsPage_IsCalled(string door)
    {
        await using var ada = await PeerPage.OpenAsync(stage, door, PeerJsRoom, $"ada-{_suffix}");
        var bob = await PeerJsPage.OpenAsync(stage, $"bob-{_suffix}");
        await ada.CallAsync(bob.Id);

        await ada.SeesAsync(bob.Id);
        await bob.UntilAsync("sees");
        await Everybody.WasRefusedNothingAsync(ada);
    }

    [SkippableFact]
    public async Task ARoom_HoldsPagesOfAllDoors()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "socketio", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");
        await using var eve = await PeerPage.OpenAsync(stage, "signalr", room, "eve");

        await Everybody.SeesEverybodyAsync(ada, bob, eve);
        await ada.SayAsync("to all of you");
        foreach (var other in new[] { bob, eve }) await other.HearsAsync($"{ada.PeerId}: to all of you");
    }
}
