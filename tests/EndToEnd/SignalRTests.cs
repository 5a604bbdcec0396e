namespace Signaling.EndToEnd;

/// <summary>Pages on the hub, among themselves and with pages on the native door.</summary>
[Collection(OnStage.Name)]
public sealed class SignalRTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("signalr", "signalr")]
    [InlineData("native", "signalr")]
    [InlineData("signalr", "native")]
    public Task TwoPeers_SeeEachOther_AndTalk(string first, string second) => Story.TwoPeersTalkAsync(stage, first, second);

    [SkippableFact]
    public async Task ARoom_HoldsPeersOfAllDoors()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "signalr", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "plain", room, "bob");
        await using var eve = await PeerPage.OpenAsync(stage, "native", room, "eve");

        await Everybody.SeesEverybodyAsync(ada, bob, eve);
        await ada.SayAsync("to all of you");
        await bob.HearsAsync("ada: to all of you");
        await eve.HearsAsync("ada: to all of you");
    }
}
