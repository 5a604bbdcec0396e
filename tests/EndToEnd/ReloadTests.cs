namespace Signaling.EndToEnd;

/// <summary>A page is reloaded while an offer is on its way. The new page must not be taken for the old one.</summary>
[Collection(OnStage.Name)]
public sealed class ReloadTests(Stage stage)
{
    [SkippableFact]
    public async Task TheAnsweringPage_IsReloaded_BeforeItsAnswerLeaves()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob", "hold=answer");
        await bob.UntilAsync("holding its answer", status => status.Held > 0);

        await bob.ReloadAsync();

        await Everybody.SeesEverybodyAsync(ada, bob);
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    [SkippableFact]
    public async Task TheOfferingPage_IsReloaded_BeforeTheAnswerComes()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob", "hold=answer");
        await bob.UntilAsync("holding its answer", status => status.Held > 0);

        await ada.ReloadAsync();
        await bob.ReleaseAsync();

        await Everybody.SeesEverybodyAsync(ada, bob);
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }

    [SkippableFact]
    public async Task APage_IsReloadedInACall_AndTheCallGoesOn()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "native", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");
        await Everybody.SeesEverybodyAsync(ada, bob);

        await bob.ReloadAsync();

        await Everybody.SeesEverybodyAsync(ada, bob);
        await bob.SayAsync("back");
        await ada.HearsAsync("bob: back");
        await Everybody.WasRefusedNothingAsync(ada, bob);
    }
}
