using System.Globalization;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>Random and damaged bytes. FRAME_FUZZ_INPUTS=5000000 tries more of them, FRAME_FUZZ_SEED=n others.</summary>
public sealed class FrameReaderFuzzTests
{
    private const int MessageBytesMax = 300;

    internal static readonly int Inputs = Setting("FRAME_FUZZ_INPUTS", 200_000);
    internal static readonly int Seed = Setting("FRAME_FUZZ_SEED", 1);
    private static readonly int[] Opcodes = [0, 0, 1, 1, 1, 2, 8, 9, 10];

    [Fact]
    public void AnyBytes_ReadInPieces_AreWhatTheyAreWhole()
    {
        var (random, kinds) = (new Random(Seed), new HashSet<string>());
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = (i % 4) switch { 0 => Noise(random), 1 => Sequence(random), _ => Damage(Sequence(random), random) };
            var whole = Frames.ReadWhole(bytes, MessageBytesMax);
            var largest = random.Next(1, 40);
            var pieces = Frames.ReadInPieces(bytes, MessageBytesMax, () => random.Next(1, largest + 1));
            if (!whole.SequenceEqual(pieces)) Assert.Fail($"Input {i} of seed {Seed}: {Convert.ToHexString(bytes)}");
            foreach (var line in whole) kinds.Add(string.Join(' ', line.Split(' ')[..3]));
        }

        // It went everywhere: otherwise it proves little.
        string[] expected =
        [
            "Text 0 ", "Binary 0 ", "Ping 0 ", "Pong 0 ", "Close 1005 ", "Fault 1002 reserved-bits", "Fault 1002 reserved-opcode", "Fault 1002 not-masked",
            "Fault 1002 nothing-to-continue", "Fault 1002 unfinished-message", "Fault 1002 bad-control-frame", "Fault 1002 bad-length", "Fault 1002 bad-close",
            "Fault 1002 bad-close-code", "Fault 1007 bad-utf8", "Fault 1009 message-too-large",
        ];
        Assert.Empty(expected.Except(kinds));
    }

    [Fact]
    public void WhatAClientMeans_IsWhatIsRead()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Inputs / 20; i++)
        {
            var (bytes, meant) = Conversation(random);
            var read = Frames.ReadInPieces(bytes, int.MaxValue, () => random.Next(1, 100));
            if (!meant.SequenceEqual(read)) Assert.Fail($"Input {i} of seed {Seed}: {Convert.ToHexString(bytes)}");
        }
    }

    [Fact]
    public void AnyBytes_ReadInParts_AreWhatTheyAreWhole()
    {
        var (random, kinds) = (new Random(Seed), new HashSet<string>());
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = (i % 4) switch { 0 => Noise(random), 1 => Sequence(random), _ => Damage(Sequence(random), random) };
            var whole = Frames.ReadWhole(bytes, int.MaxValue);
            var largest = random.Next(1, 40);
            var parts = Frames.ReadParts(bytes, () => random.Next(1, largest + 1));
            var common = whole.Zip(parts).TakeWhile(pair => pair.First == pair.Second).Count();
            var (one, other) = (whole.ElementAtOrDefault(common), parts.ElementAtOrDefault(common));

            // Text that is none is seen before its end, also where that never comes or something else is wrong before it; a length may be more than there can be.
            if (one != other && other is not ("Fault 1007 bad-utf8 " or "Fault 1009 message-too-large "))
                Assert.Fail($"Input {i} of seed {Seed}: {Convert.ToHexString(bytes)}\nwhole\n{string.Join('\n', whole)}\nparts\n{string.Join('\n', parts)}");
            if (other == "Fault 1007 bad-utf8 ") Assert.NotEqual(true, one?.StartsWith("Text", StringComparison.Ordinal));
            foreach (var line in parts) kinds.Add(string.Join(' ', line.Split(' ')[..3]));
        }

        Assert.Empty(((string[])["Text 0 ", "Binary 0 ", "Ping 0 ", "Fault 1002 unfinished-message", "Fault 1007 bad-utf8"]).Except(kinds));
    }

    internal static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(0, 60)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Frames that are each right, mostly, in an order that may not be.</summary>
    internal static byte[] Sequence(Random random)
    {
        var bytes = new List<byte>();
        for (var frames = random.Next(1, 6); frames > 0; frames--)
        {
            var opcode = Opcodes[random.Next(Opcodes.Length)];
            var payload = Payload(random, opcode >= 8 ? random.Next(0, 20) : random.Next(0, 130));
            if (opcode == 8 && payload.Length > 1) (payload[0], payload[1]) = ((byte)random.Next(3, 5), (byte)random.Next(256));
            bytes.AddRange(Frames.Make(opcode, payload, random.Next(4) == 0 ? 0 : Frames.Final, (uint)random.Next(), random.Next(10) == 0 ? 8 : 0));
        }

        return [.. bytes];
    }

    internal static byte[] Damage(byte[] bytes, Random random)
    {
        for (var faults = random.Next(1, 4); faults > 0 && bytes.Length > 0; faults--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => bytes[..at],
                1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                2 => [.. bytes[..at], .. bytes[(at + 1)..]],
                _ => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            };
        }

        return bytes;
    }

    private static byte[] Payload(Random random, int length)
    {
        var payload = new byte[length];
        if (random.Next(3) == 0) random.NextBytes(payload);
        else for (var i = 0; i < length; i++) payload[i] = (byte)random.Next(32, 127);
        return payload;
    }

    /// <summary>Messages cut into fragments with control frames between, and what a reader must make of them.</summary>
    private static (byte[] Bytes, List<string> Meant) Conversation(Random random)
    {
        var (bytes, meant) = (new List<byte>(), new List<string>());
        for (var messages = random.Next(1, 5); messages > 0; messages--)
        {
            var isText = random.Next(2) == 0;
            var message = new byte[random.Next(0, 400)];
            if (isText) for (var i = 0; i < message.Length; i++) message[i] = (byte)random.Next(128);
            else random.NextBytes(message);
            var (opcode, at) = (isText ? 1 : 2, 0);
            do
            {
                var length = random.Next(0, message.Length - at + 1);
                var isLast = at + length == message.Length && random.Next(3) > 0;
                bytes.AddRange(Frames.Make(opcode, message.AsSpan(at, length), isLast ? Frames.Final : 0, (uint)random.Next()));
                (opcode, at) = (isLast ? -1 : 0, at + length);
                if (random.Next(3) != 0 || isLast) continue;
                var control = random.Next(9, 11);
                bytes.AddRange(Frames.Make(control, message.AsSpan(0, Math.Min(message.Length, 125))));
                meant.Add($"{(control == 9 ? "Ping" : "Pong")} 0  {Convert.ToHexString(message.AsSpan(0, Math.Min(message.Length, 125)))}");
            }
            while (opcode >= 0);
            meant.Add($"{(isText ? "Text" : "Binary")} 0  {Convert.ToHexString(message)}");
        }

        return ([.. bytes], meant);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
