using Signaling.Gateway.Tests.Auth;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>The client that pages use, @supabase/realtime-js from npm, under Node, at a server that needs tokens: tokens.mjs tells the story.</summary>
public sealed class NpmTokenTests() : NativeTest(ownClock: false, "Auth:Secret=" + Issuer.Secret, "Auth:ClockSkewSeconds=0")
{
    [SkippableTheory]
    [InlineData("2.0.0")]
    [InlineData("1.0.0")]
    public async Task NpmClient_LivesByItsTokens(string version) => await NpmStory.RunAsync(
        "Realtime/tokens.mjs", "@supabase/realtime-js", Server.Address, version, Issuer.Token("someone"), Issuer.Token("someone", seconds: 6), Issuer.Token("someone", rooms: "\"elsewhere\""));
}
