Console.Error.WriteLine(
    "This is the single-node edition of Signaling: it was built without the Orleans packages and has no cluster. " +
    "Run Signaling.Gateway on its own, or build with Orleans=true.");
return 1;
