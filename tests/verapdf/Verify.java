import java.io.FileInputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Prints "ok" or each broken rule once, tab-separated after file and flavour. */
class Verify {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files)
            for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1))
                System.out.println(String.join("\t", file, flavour.getId(), verdict(file, flavour)));
    }

    private static String verdict(String file, PDFAFlavour flavour) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(new FileInputStream(file), flavour);
             var validator = foundry.createValidator(flavour, 20, false, false, false)) {
            var result = validator.validate(parser);
            if (result.isCompliant()) return "ok";
            return result.getTestAssertions().stream()
                .filter(test -> test.getStatus() != TestAssertion.Status.PASSED)
                .map(test -> test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber()
                    + " " + test.getMessage().replaceAll("\\s+", " "))
                .distinct().collect(Collectors.joining("; "));
        }
    }
}
