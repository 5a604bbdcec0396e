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
