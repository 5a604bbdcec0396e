namespace Signaling.EndToEnd;

[Collection(OnStage.Name)]
public sealed class CallTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("native", "native")]
    [InlineData("native", "plain")]
    public Task TwoPeers_SeeEachOther_AndTalk(string first, string second) => Story.TwoPeersTalkAsync(stage, first, second);

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
