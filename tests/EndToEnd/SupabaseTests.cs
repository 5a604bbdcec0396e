namespace Signaling.EndToEnd;

/// <summary>Pages with Supabase's client from npm, unmodified, written as a tutorial has it: with each other, and with a native page.</summary>
[Collection(OnStage.Name)]
public sealed class SupabaseTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("supabase", "supabase")]
    [InlineData("supabase", "native")]
    [InlineData("native", "supabase")]
    public Task TwoPeers_SeeEachOther_AndTalk(string first, string second) => Story.TwoPeersTalkAsync(stage, first, second);

    [SkippableTheory]
    [InlineData("supabase", "both", "supabase", "both")]
    [InlineData("supabase", "comer", "native", "")]
    [InlineData("native", "", "supabase", "comer")]
    [InlineData("supabase", "", "signalr", "")]
    [InlineData("signalr", "", "supabase", "")]
    [InlineData("supabase", "comer", "socketio", "")]
    [InlineData("socketio", "", "supabase", "comer")]
    public async Task WhoeverCallsFirst_ThereIsACall(string first, string firstHabits, string second, string secondHabits)
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, first, room, "ada", firstHabits);
        await using var bob = await PeerPage.OpenAsync(stage, second, room, "bob", secondHabits);

        await Everybody.SeesEverybodyAsync(ada, bob);
        await ada.AskAsync(bob, "through a data channel");
        await ada.HearsAsync($"{bob.PeerId}: through a data channel");

        // A page that ignores an offer which crossed its own, as the standard's example does, refuses that offer's candidates.
        foreach (var peer in new[] { ada, bob })
            Assert.DoesNotContain((await peer.StatusAsync())!.Refusals, refusal => !refusal.StartsWith("addIceCandidate", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task APeerJsPage_Calls_AndIsCalled()
    {
        var suffix = Guid.NewGuid().ToString("N")[..6];
        await using var ada = await PeerPage.OpenAsync(stage, "supabase", "peerjs", $"ada-{suffix}");
        var bob = await PeerJsPage.OpenAsync(stage, $"bob-{suffix}");
        var eve = await PeerJsPage.OpenAsync(stage, $"eve-{suffix}");
        await bob.CallAsync(ada.PeerId);
        await ada.SeesAsync(bob.Id);
        await bob.UntilAsync("sees");
        await ada.CallAsync(eve.Id);
        await ada.SeesAsync(eve.Id);
        await eve.UntilAsync("sees");
        await Everybody.WasRefusedNothingAsync(ada);
    }

    [SkippableFact]
    public async Task ThreePages_OfThreeKinds_SeeEachOther_AndNobodyRefusesAnything()
    {
        var room = Rooms.New();
        await using var ada = await PeerPage.OpenAsync(stage, "supabase", room, "ada");
        await using var bob = await PeerPage.OpenAsync(stage, "native", room, "bob");
        await using var eve = await PeerPage.OpenAsync(stage, "supabase", room, "eve", "vsn=1.0.0");

        await Everybody.SeesEverybodyAsync(ada, bob, eve);
        await ada.AskAsync(eve, "hello");
        await ada.HearsAsync("eve: hello");
        await Everybody.WasRefusedNothingAsync(ada, bob, eve);
    }
}
