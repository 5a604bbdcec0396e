namespace Signaling.Gateway.Tests.Realtime;

/// <summary>The client that pages use, @supabase/realtime-js from npm, under Node: tutorial.mjs tells the story.</summary>
public sealed class NpmClientTests() : NativeTest
{
    [SkippableTheory]
    [InlineData("2.0.0")]
    [InlineData("1.0.0")]
    public async Task NpmClient_LivesTheTutorial(string version) => await NpmStory.RunAsync("Realtime/tutorial.mjs", "@supabase/realtime-js", Server.Address, version);
}
