#!/usr/bin/env bash
# One would guess: the number of a Brazilian firm, which may have letters since July 2026, is valid for libraries that know of letters, and
# what they can't read they refuse.
#
# What is so: two that know of letters refuse such a number unless told otherwise, Hibernate Validator's @CNPJ and @brazilian-utils. The
# latter's formatCnpj then leaves the letters out, without an error: 12.ABC.345/01DE-35 becomes 12.345.013/5. Of a third package, cnpj,
# small letters are wrong, which cpf-cnpj-validator takes for the same number.
#
# Source: Receita Federal, Instrução Normativa 2.229/2024: letters from July 2026. Hibernate Validator 9.1.0, Javadoc of CNPJ: format is
# NUMERIC by default. @brazilian-utils/brazilian-utils 2.4.0, brazilian-utils.d.ts: version 1 or 2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . '@brazilian-utils/brazilian-utils@2.4.0' 'cnpj@5.1.1' 'cpf-cnpj-validator@2.1.2'
cat > pom.xml <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>f</groupId><artifactId>f</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.hibernate.validator</groupId><artifactId>hibernate-validator</artifactId><version>9.1.0.Final</version></dependency>
<dependency><groupId>org.glassfish.expressly</groupId><artifactId>expressly</artifactId><version>6.0.0</version></dependency>
</dependencies></project>
EOF
mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars >/dev/null
cat > Firm.java <<'EOF'
import jakarta.validation.Validation;
import org.hibernate.validator.constraints.br.CNPJ;

public class Firm {
  record Default(@CNPJ String number) {}
  record Letters(@CNPJ(format = CNPJ.Format.ALPHANUMERIC) String number) {}

  public static void main(String[] numbers) {
    var validator = Validation.buildDefaultValidatorFactory().getValidator();
    for (String number : numbers) {
      System.out.println(number + ": @CNPJ " + validator.validate(new Default(number)).isEmpty()
          + ", with ALPHANUMERIC " + validator.validate(new Letters(number)).isEmpty());
    }
  }
}
EOF
cat > firm.js <<'EOF'
const utils = require("@brazilian-utils/brazilian-utils");
const other = require("cnpj");
const { cnpj } = require("cpf-cnpj-validator");
for (const number of process.argv.slice(2)) {
  console.log(`${number}: @brazilian-utils ${utils.isValidCnpj(number)}, with version 2 ${utils.isValidCnpj(number, { version: 2 })},`,
    `formatCnpj ${utils.formatCnpj(number)}, cnpj ${other.validate(number)}, cpf-cnpj-validator ${cnpj.isValid(number)}`);
}
EOF
echo "hibernate-validator 9.1.0.Final, @brazilian-utils/brazilian-utils 2.4.0, cnpj 5.1.1, cpf-cnpj-validator 2.1.2"
found=$(java -cp 'jars/*' Firm.java 11.222.333/0001-81 12.ABC.345/01DE-35 2>/dev/null
  node firm.js 11.222.333/0001-81 12.ABC.345/01DE-35 12.abc.345/01de-35)
echo "$found"
[[ $found == '11.222.333/0001-81: @CNPJ true, with ALPHANUMERIC true
12.ABC.345/01DE-35: @CNPJ false, with ALPHANUMERIC true
11.222.333/0001-81: @brazilian-utils true, with version 2 true, formatCnpj 11.222.333/0001-81, cnpj true, cpf-cnpj-validator true
12.ABC.345/01DE-35: @brazilian-utils false, with version 2 true, formatCnpj 12.345.013/5, cnpj true, cpf-cnpj-validator true
12.abc.345/01de-35: @brazilian-utils false, with version 2 true, formatCnpj 12.345.013/5, cnpj false, cpf-cnpj-validator true' ]]
