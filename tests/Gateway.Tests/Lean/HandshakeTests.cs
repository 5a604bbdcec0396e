using System.Net;
using System.Text;
using Signaling.Gateway.Connections.Lean;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>What is ours, and what an upgrade request must have.</summary>
public sealed class HandshakeTests
{
    private const string Good =
        "GET /signal?a=1&b=x%20y HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://example.org\r\n"
        + "Sec-WebSocket-Protocol: one, two\r\nSec-WebSocket-Protocol: three\r\nX-Empty:\r\n\r\n";

    private readonly RequestSniffer _sniffer = new([("/signal", null), ("/signal/more", query => query("at") == "another place")]);

    [Fact]
    public void Look_AnUpgradeForOurPath_IsKnownOnceItsHeadIsThere()
    {
        for (var length = 0; length < Good.Length; length++) Assert.Equal(Sniffed.Unclear, Look(Good[..length]));

        Assert.Equal(Sniffed.Upgrade, Look(Good));
        Assert.Equal(Sniffed.Upgrade, Look(Good + "and what follows"));
        Assert.Equal(Sniffed.Upgrade, Look(Good.Replace("/signal?", "/signal/more?", StringComparison.Ordinal)));
        Assert.Equal(Sniffed.Upgrade, Look(Good.Replace("Upgrade: websocket", "uPGRADE:WebSocket ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Look_AnUpgradeThatBelongsElsewhere_IsNotOurs()
    {
        Assert.Equal(Sniffed.Other, Look(Good.Replace("/signal?", "/signal/more?at=another%20place&", StringComparison.Ordinal)));
        Assert.Equal(Sniffed.Upgrade, Look(Good.Replace("/signal?", "/signal/more?at=here&", StringComparison.Ordinal)));
        Assert.Equal(Sniffed.Upgrade, Look(Good.Replace("/signal?", "/signal?at=another%20place&", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("G3")]
    [InlineData("POST /signal HTTP/1.1\r\n")]
    [InlineData("GET /signals HTTP/1.1\r\n")]
    [InlineData("GET /signal/ HTTP/1.1\r\n")]
    [InlineData("GET http://example.org/signal HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("GET /signal HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /signal HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n")]
    public void Look_AnythingElse_IsNotOurs(string start) => Assert.Equal(Sniffed.Other, Look(start));

    [Fact]
    public void Look_AHeadWithoutEnd_IsOursToRefuse() =>
        Assert.Equal(Sniffed.TooLong, Look("GET /signal HTTP/1.1\r\nX: " + new string('x', RequestSniffer.HeadBytesMax)));

    [Fact]
    public void Read_AGoodRequest_GivesADoorAllThatItMayAskFor()
    {
        var handshake = UpgradeRequest.Read(Encoding.ASCII.GetBytes(Good), out _)!.ToHandshake(IPAddress.Loopback);

        Assert.Equal("/signal", handshake.Path);
        Assert.Equal("1", handshake.Query("a"));
        Assert.Equal("x y", handshake.Query("b"));
        Assert.Null(handshake.Query("c"));
        Assert.Equal("example.org", handshake.Header("host"));
        Assert.Equal("https://example.org", handshake.Header("Origin"));
        Assert.Equal("", handshake.Header("X-Empty"));
        Assert.Null(handshake.Header("Cookie"));
        Assert.Equal(["one", "two", "three"], handshake.Subprotocols);
        Assert.Equal(IPAddress.Loopback, handshake.Address);
    }

    [Theory]
    [InlineData("HTTP/1.1\r\nHost", "HTTP/1.0\r\nHost", HttpStatusCode.UpgradeRequired)]
    [InlineData("Version: 13", "Version: 8", HttpStatusCode.UpgradeRequired)]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "", HttpStatusCode.UpgradeRequired)]
    [InlineData("keep-alive, Upgrade", "keep-alive", HttpStatusCode.UpgradeRequired)]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", HttpStatusCode.UpgradeRequired)]
    [InlineData("Host: example.org\r\n", "", HttpStatusCode.BadRequest)]
    [InlineData("Host: example.org\r\n", "Host: a\r\nHost: b\r\n", HttpStatusCode.BadRequest)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=", HttpStatusCode.BadRequest)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZWVl", HttpStatusCode.BadRequest)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "not base64 at all but 24", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "Content-Length: 5", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "Transfer-Encoding: chunked", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "X Empty: x", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "X-Empty : x", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", " folded", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "no colon", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", ": no name", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "X: a\nY: b", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "X: a\rb", HttpStatusCode.BadRequest)]
    [InlineData("X-Empty:", "X: a\0b", HttpStatusCode.BadRequest)]
    [InlineData("GET /signal?a=1", "GET /signal?a 1", HttpStatusCode.BadRequest)]
    public void Read_ABadRequest_SaysWhatIsWrong(string part, string instead, HttpStatusCode fault)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        Assert.Null(UpgradeRequest.Read(Encoding.ASCII.GetBytes(Good.Replace(part, instead, StringComparison.Ordinal)), out var found));
        Assert.Equal(fault, found);
    }

    [Fact]
    public void Read_BytesThatAreNoText_AreRefused() => Assert.Null(UpgradeRequest.Read([.. "GET /signal HTTP/1.1\r\nX: "u8, 0xFF], out _));

    [Fact]
    public void Read_AnyDamage_IsReadOrRefused()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.ASCII.GetBytes(Good);
            for (var faults = random.Next(1, 5); faults > 0; faults--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _sniffer.Look(bytes);
            UpgradeRequest.Read(bytes, out _)?.ToHandshake(null).Query("a");
        }
    }

    [Fact]
    public void Accept_TheKeyOfTheStandard_GetsTheAnswerOfTheStandard()
    {
        var bytes = new byte[UpgradeAnswer.AcceptBytesMax + 3];
        var answer = Encoding.ASCII.GetString(bytes, 0, UpgradeAnswer.Accept("dGhlIHNhbXBsZSBub25jZQ==", "two", bytes));

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: two\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    private Sniffed Look(string text) => _sniffer.Look(Encoding.Latin1.GetBytes(text));
}
