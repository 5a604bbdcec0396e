namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>The client that pages use, socket.io-client from npm, under Node: tutorial.mjs tells the story.</summary>
public sealed class NpmClientTests() : NativeTest
{
    [SkippableTheory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("upgrade")]
    public async Task NpmClient_LivesTheTutorial(string way) => await NpmStory.RunAsync("SocketIo/tutorial.mjs", "socket.io-client", Server.Address, way);
}
