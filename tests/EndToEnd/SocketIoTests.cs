namespace Signaling.EndToEnd;

/// <summary>The tutorial's page with socket.io-client from npm, unmodified, among its like.</summary>
[Collection(OnStage.Name)]
public sealed class SocketIoTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("", "websocket")]
    [InlineData("polling", "polling")]
    public async Task ThreePages_HoldACall(string habits, string transport)
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "socketio", room, "ada", habits);
        await using var bob = await PeerPage.OpenAsync(stage, "socketio", room, "bob", habits);
        await using var eve = await PeerPage.OpenAsync(stage, "socketio", room, "eve", habits);

        await Everybody.SeesEverybodyAsync(ada, bob, eve);
        await eve.AskAsync(ada, "through a data channel");
        await eve.HearsAsync($"{ada.PeerId}: through a data channel");
        await bob.SayAsync("through the server");
        await ada.HearsAsync($"{bob.PeerId}: through the server");
        Assert.Equal(transport, (await ada.StatusAsync())!.Transport);
        await Everybody.WasRefusedNothingAsync(ada, bob, eve);
    }
}
