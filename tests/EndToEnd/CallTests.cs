namespace Signaling.EndToEnd;

[Collection(OnStage.Name)]
public sealed class CallTests(Stage stage)
{
    [SkippableFact]
    public async Task TwoPeers_SeeEachOther_AndTalkOverADataChannel()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");

        await Everybody.SeesEverybodyAsync(ada, bob);
        await ada.AskAsync(bob, "are you there");
        await ada.HearsAsync("bob: are you there");
        await bob.SayAsync("through the server");
        await ada.HearsAsync("bob: through the server");
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    [SkippableFact]
    public async Task AThirdPeer_JoinsLate_AndAllSeeAll()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");
        await Everybody.SeesEverybodyAsync(ada, bob);

        await using var eve = await PeerPage.OpenAsync(stage, "native", room, "eve");

        await Everybody.SeesEverybodyAsync(ada, bob, eve);
        await eve.AskAsync(ada, "late");
        await eve.HearsAsync("ada: late");
        await Everybody.WasRefusedNothingAsync(ada, bob, eve);
    }

    [SkippableFact]
    public async Task ATrackAddedLater_IsNegotiated()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");
        await Everybody.SeesEverybodyAsync(ada, bob);

        await bob.ShareAsync();

        await ada.SeesAsync([bob], videos: 2);
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }
}
