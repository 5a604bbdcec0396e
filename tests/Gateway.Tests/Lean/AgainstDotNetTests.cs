using System.Net.WebSockets;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>
/// The same bytes to our reader of frames and to .NET's WebSocket, which is Kestrel's: both must find the same messages, pings, closes and faults, in
/// order. FRAME_FUZZ_INPUTS=5000000 tries more of them, FRAME_FUZZ_SEED=n others.
/// </summary>
public sealed class AgainstDotNetTests
{
    private const string Cut = "cut off";
    private const string BadControl = "Fault 1002 (control frame)";

    [Fact]
    public async Task AnyBytes_AreReadAsDotNetReadsThem()
    {
        var (random, compared) = (new Random(FrameReaderFuzzTests.Seed), new Dictionary<string, int>());
        for (var i = 0; i < FrameReaderFuzzTests.Inputs / 10; i++)
        {
            var bytes = FrameReaderFuzzTests.Sequence(random);
            if (i % 2 == 0) bytes = FrameReaderFuzzTests.Damage(bytes, random);
            if (i % 20 == 0) bytes = FrameReaderFuzzTests.Noise(random);
            var (ours, theirs) = (Ours(bytes), await TheirsAsync(bytes));
            if (!Agree(ours, theirs)) Assert.Fail($"Input {i} of seed {FrameReaderFuzzTests.Seed}: {Convert.ToHexString(bytes)}\nours\n{string.Join('\n', ours)}\ntheirs\n{string.Join('\n', theirs)}");
            foreach (var line in ours) compared[line.Split(' ')[0]] = compared.GetValueOrDefault(line.Split(' ')[0]) + 1;
        }

        // It went everywhere: otherwise it proves little.
        foreach (var kind in (string[])["Text", "Binary", "Ping", "Close", "Fault"]) Assert.True(compared.GetValueOrDefault(kind) > 100, kind);
    }

    /// <summary>
    /// Where the two may differ: one may see a fault while the other still waits for bytes, .NET takes control frames whose length is written longer than
    /// needed (RFC 6455 section 5.2 forbids it), and the codes below.
    /// </summary>
    private static bool Agree(List<string> ours, List<string> theirs)
    {
        var common = ours.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
        var (our, their) = (ours.ElementAtOrDefault(common) ?? "", theirs.ElementAtOrDefault(common) ?? "");
        if (our == their) return true;
        if (their == "Fault 1007") return !our.StartsWith("Text", StringComparison.Ordinal); // it reads text as it comes, we when it is whole
        return (our, their) switch
        {
            (Cut, "Fault 1002") or ("Fault 1002", Cut) or (BadControl, _) => true,
            ("Fault 1009", _) => true, // .NET's has no bound
            ("Fault 1007", "Fault 1002") => true, // a close's reason that is no text
            ("Close 1012" or "Close 1013" or "Close 1014", "Fault 1002") => true, // registered since
            _ => false,
        };
    }

    private static List<string> Ours(byte[] bytes)
    {
        List<string> found = [];
        foreach (var line in Frames.ReadWhole(bytes, 1 << 20))
        {
            var words = line.Split(' ');
            if (words.Contains("bad-control-frame")) found.Add(BadControl);
            else if (words[0] is "Close" or "Fault") found.Add($"{words[0]} {(words[1] == "1005" ? "1000" : words[1])}"); // .NET tells no code as 1000
            else if (words[0] != "Pong") found.Add($"{words[0]} {words[^1]}");
        }

        if (found.LastOrDefault()?.Split(' ')[0] is not ("Close" or "Fault")) found.Add(Cut);
        return found;
    }

    private static async Task<List<string>> TheirsAsync(byte[] bytes)
    {
        List<string> found = [];
        using var socket = WebSocket.CreateFromStream(new Line(bytes, found), isServer: true, subProtocol: null, TimeSpan.Zero);
        var (message, buffer) = (new List<byte>(), new byte[512]);
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    found.Add($"Close {(int?)socket.CloseStatus ?? 1005}");
                    return found;
                }

                message.AddRange(buffer.AsSpan(0, result.Count));
                if (!result.EndOfMessage) continue;
                found.Add($"{result.MessageType} {Convert.ToHexString([.. message])}");
                message.Clear();
            }
        }
        catch (WebSocketException)
        {
            if (found.LastOrDefault()?.StartsWith("Fault", StringComparison.Ordinal) != true) found.Add(Cut);
            return found;
        }
    }

    /// <summary>What a client sent, and nothing after it; what is written to it is noted: pongs, and the close that a fault brings.</summary>
    private sealed class Line(byte[] bytes, List<string> found) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var payload = buffer.Slice(2, buffer[1]);
            if ((buffer[0] & 15) == 10) found.Add($"Ping {Convert.ToHexString(payload)}");
            else found.Add($"Fault {(payload[0] << 8) | payload[1]}");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
