namespace Signaling.EndToEnd;

/// <summary>The gateway is killed while pages are in a call, and comes back.</summary>
[Collection(OnStage.Name)]
public sealed class RestartTests(Stage stage) : IAsyncLifetime
{
    private readonly string _room = Rooms.New();
    private GatewayProcess _gateway = null!;
    private PeerPage _ada = null!;
    private PeerPage _bob = null!;

    private PeerPage[] Both => [_ada, _bob];

    public async Task InitializeAsync()
    {
        if (stage.HasBrowser) _gateway = await GatewayProcess.StartNewAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var page in Both) await (page?.DisposeAsync() ?? default);
        await (_gateway?.DisposeAsync() ?? default);
    }

    [SkippableFact]
    public async Task TheCall_GoesOn_AndAScreenSharedMeanwhile_ArrivesAfterwards()
    {
        await MeetAsync();
        await Everybody.SeesEverybodyAsync(Both);

        await KillAsync();
        await Everybody.SeesEverybodyAsync(Both);
        await _ada.ShareAsync();
        await _bob.TellAsync(_ada, "said while nobody listened");
        await ComeBackAsync();

        await _bob.SeesAsync([_ada], videos: 2);
        await _ada.HearsAsync("bob: said while nobody listened");
        await Everybody.WasRefusedNothingAsync(Both);
    }

    [SkippableFact]
    public async Task BothShareMeanwhile_AndBothArrive()
    {
        await MeetAsync();
        await Everybody.SeesEverybodyAsync(Both);

        await KillAsync();
        await Task.WhenAll(Both.Select(peer => peer.ShareAsync()));
        await ComeBackAsync();

        await _bob.SeesAsync([_ada], videos: 2);
        await _ada.SeesAsync([_bob], videos: 2);
        await Everybody.WasRefusedNothingAsync(Both);
    }

    [SkippableFact]
    public async Task AnAnswerThatWasLostWithTheGateway_IsSentAgain()
    {
        await MeetAsync("hold=answer");
        await _bob.UntilAsync("holding its answer", status => status.Held > 0);

        await KillAsync();
        await _bob.ReleaseAsync(); // into a dead socket, though the client counts it as sent
        await ComeBackAsync();

        await Everybody.SeesEverybodyAsync(Both);
        await Everybody.WasRefusedNothingAsync(Both);
    }

    [SkippableFact]
    public async Task CandidatesThatWereLostWithTheGateway_ArriveAfterIt_ThoughTheirDescriptionsCameBefore()
    {
        await MeetAsync("hold=ice-candidate", "hold=ice-candidate");
        await Task.WhenAll(Both.Select(peer => peer.UntilAsync("negotiated, but without addresses", status =>
            status is { Held: > 0, Resolved: 1, Links: [{ Signaling: "stable", Gathering: "complete" }], Signals: ["offer"] or ["answer"] })));

        await KillAsync();
        await Task.WhenAll(Both.Select(peer => peer.ReleaseAsync()));
        await ComeBackAsync();

        await Everybody.SeesEverybodyAsync(Both);
        await Everybody.WasRefusedNothingAsync(Both);
    }

    [SkippableFact]
    public async Task ABroadcastMadeMeanwhile_ReachesAlsoWhoComesBackLater()
    {
        await MeetAsync();
        await Everybody.SeesEverybodyAsync(Both);

        await KillAsync();
        await Task.WhenAll(Both.Select(peer => peer.SayAsync($"{peer.PeerId} said this to all")));
        await ComeBackAsync();

        await _bob.HearsAsync("ada: ada said this to all");
        await _ada.HearsAsync("bob: bob said this to all");
    }

    private async Task MeetAsync(string habitsOfBob = "", string habitsOfAda = "")
    {
        stage.NeedsBrowser();
        _ada = await PeerPage.OpenAsync(stage, "native", _room, "ada", habitsOfAda, _gateway);
        _bob = await PeerPage.OpenAsync(stage, "native", _room, "bob", habitsOfBob, _gateway);
    }

    private async Task KillAsync()
    {
        await _gateway.KillAsync();
        await Task.WhenAll(Both.Select(peer =>
            peer.UntilAsync("without signaling", status => status.State is "suspended" or "reconnecting")));
    }

    private async Task ComeBackAsync()
    {
        await _gateway.StartAsync();
        await Task.WhenAll(Both.Select(peer => peer.UntilAsync("resumed", status => status is { State: "joined", Lost: 1 })));
    }
}
